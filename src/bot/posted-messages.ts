import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../log.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { FactTable } from '../store/store.ts';
import type { Wait } from './channel-queue.ts';
import { formsOf } from './forms.ts';
import { messageArguments, type OutgoingMessage } from './message.ts';
import type { SlackAnswer, SlackApi } from './slack-api.ts';
import { isUncertain, slackErrorOf } from './slack-errors.ts';
import { slotShape } from './slots.ts';

/** The event type of the metadata that every message of the product carries. */
export const metadataType = 'nocturne_outbox';
const postTries = 4;

/**
 * Where a message stands. `ts` is null between the decision to post it and Slack's answer: then the history tells whether it was posted.
 * `digest` is a hash over what was sent last; `live` says that its buttons still wait for somebody.
 */
const messageRef = z.object({
  channel: z.string(),
  thread: z.string().nullable(),
  ts: z.string().nullable(),
  since: z.number(),
  digest: z.string().nullable(),
  live: z.boolean(),
});
export type MessageRef = z.output<typeof messageRef>;

/** A file that a message shows or links to. */
const attachedFile = z.object({ id: z.string(), permalink: z.string().nullable(), altText: z.string() });
export type AttachedFile = z.output<typeof attachedFile>;

/** The id is the name of the message. One whose fact is damaged is posted again: better twice than never. */
export const refFact = defineFact({ name: 'slack-ref', id: slotShape, value: messageRef, whenDamaged: 'leave-out' });
export const fileFact = defineFact({
  name: 'slack-file',
  id: slotShape,
  value: attachedFile,
  whenDamaged: 'leave-out',
});

export interface Placement {
  channel: string;
  thread: string | null;
}

/** Messages by a name of the product's own ("head:<incident>"), each of which stands in Slack once. */
export interface PostedMessages {
  /** Posts the message under this name, or edits it when it stands already. Equal content causes no call. */
  put(slot: string, placement: Placement, message: OutgoingMessage, options?: { live?: boolean }): Promise<MessageRef>;
  /** Undefined as long as the message does not stand in Slack. */
  find(slot: string): Promise<MessageRef | undefined>;
  /** Remembers a file that belongs to the message, so that it is uploaded once. */
  keepFile(slot: string, file: AttachedFile): Promise<void>;
  fileOf(slot: string): Promise<AttachedFile | undefined>;
  /** Names of messages whose buttons wait for somebody. */
  live(): Promise<string[]>;
  /** Forgets messages whose name begins like this and that were posted before `before`; they stay in Slack. */
  prune(prefix: string, before: number): Promise<void>;
}

export function createPostedMessages(deps: {
  api: SlackApi;
  facts: FactTable;
  clock: Clock;
  wait: Wait;
  signal: AbortSignal;
  botUserId: () => string;
  log: Log;
}): PostedMessages {
  const { api, facts, clock, log } = deps;
  const read = (slot: string) => facts.get(refFact, slot);

  async function post(
    slot: string,
    placement: Placement,
    message: OutgoingMessage,
    known: MessageRef | undefined,
  ): Promise<{ ts: string; fresh: boolean }> {
    let doubtful = known;
    for (let tries = 1; ; tries++) {
      const found = doubtful && (await findInHistory(slot, doubtful));
      if (found) return { ts: found, fresh: false };
      const intent = doubtful ?? newRef(placement, clock());
      if (!doubtful) await facts.put(refFact, slot, intent);
      try {
        const { ts } = await sendForms('chat.postMessage', postArguments(slot, placement), message);
        return { ts, fresh: true };
      } catch (thrown) {
        if (!isUncertain(thrown) || tries === postTries) throw thrown;
        log.warn({ slot, tries }, 'a post got no answer, looking into the history');
        await deps.wait(tries * 1000, deps.signal);
        doubtful = intent;
      }
    }
  }

  /** The timestamp of the message with this key, if it was posted after all. Only the product's own messages count. */
  async function findInHistory(slot: string, ref: MessageRef): Promise<string | undefined> {
    const place = ref.thread ? { channel: ref.channel, ts: ref.thread } : { channel: ref.channel };
    const method = ref.thread ? 'conversations.replies' : 'conversations.history';
    const oldest = String((ref.since - 60_000) / 1000);
    let cursor: string | undefined;
    do {
      const page: SlackAnswer = await api.call(method, {
        ...place,
        oldest,
        limit: 200,
        include_all_metadata: true,
        ...(cursor && { cursor }),
      });
      const hit = (page.messages ?? []).find(
        (message: SlackAnswer) =>
          message.user === deps.botUserId() &&
          message.metadata?.event_type === metadataType &&
          message.metadata.event_payload?.key === slot,
      );
      if (hit) return hit.ts;
      cursor = page.response_metadata?.next_cursor || undefined;
    } while (cursor);
    return undefined;
  }

  /** Sends the best form that Slack takes. */
  async function sendForms(
    method: string,
    args: Record<string, unknown>,
    message: OutgoingMessage,
  ): Promise<SlackAnswer> {
    const forms = formsOf(message);
    for (const [index, form] of forms.entries()) {
      try {
        return await api.call(method, { ...args, ...messageArguments(form) });
      } catch (thrown) {
        const error = slackErrorOf(thrown) ?? '';
        const refusedForm = [
          'invalid_blocks',
          'invalid_blocks_format',
          'invalid_attachments',
          'msg_too_long',
          'msg_blocks_too_long',
        ];
        if (!refusedForm.includes(error) || index === forms.length - 1) throw thrown;
        log.warn({ method, error, form: index }, 'Slack refused a form of a message, trying a simpler one');
      }
    }
    throw new Error('a message has at least one form');
  }

  async function edit(slot: string, ref: MessageRef, message: OutgoingMessage): Promise<void> {
    try {
      const metadata = metadataOf(slot);
      await sendForms('chat.update', { channel: ref.channel, ts: ref.ts, metadata }, message);
    } catch (thrown) {
      const gone = ['message_not_found', 'cant_update_message', 'edit_window_closed'];
      if (!gone.includes(slackErrorOf(thrown) ?? '')) throw thrown;
      log.warn({ slot, error: slackErrorOf(thrown) }, 'a message can not be edited any more');
    }
  }

  return {
    async put(slot, placement, message, options = {}) {
      const known = await read(slot);
      const digest = digestOf(message);
      let ref = known;
      if (!ref?.ts) {
        const { ts, fresh } = await post(slot, known ?? placement, message, known);
        // A message that was found in the history may tell an older state: then it is edited below.
        const digestThere = fresh ? digest : null;
        ref = { ...(known ?? newRef(placement, clock())), ts, digest: digestThere, live: options.live ?? false };
        await facts.put(refFact, slot, ref);
      }
      if (ref.digest !== digest) await edit(slot, ref, message);
      if (ref.digest === digest && ref.live === (options.live ?? false)) return ref;
      const done = { ...ref, digest, live: options.live ?? false };
      await facts.put(refFact, slot, done);
      return done;
    },
    async find(slot) {
      const ref = await read(slot);
      return ref?.ts ? ref : undefined;
    },
    keepFile: (slot, file) => facts.put(fileFact, slot, file),
    fileOf: (slot) => facts.get(fileFact, slot),
    async live() {
      const all = await facts.list(refFact);
      return all.filter(({ value }) => value.live).map(({ id }) => id);
    },
    async prune(prefix, before) {
      for (const { id, value } of await facts.list(refFact)) {
        if (id.startsWith(prefix) && value.since < before) await facts.remove(refFact, id);
      }
    },
  };
}

function newRef({ channel, thread }: Placement, since: number): MessageRef {
  return { channel, thread, ts: null, since, digest: null, live: false };
}

function metadataOf(slot: string): Record<string, unknown> {
  return { event_type: metadataType, event_payload: { key: slot } };
}

function postArguments(slot: string, { channel, thread }: Placement): Record<string, unknown> {
  return {
    channel,
    ...(thread && { thread_ts: thread }),
    metadata: metadataOf(slot),
    unfurl_links: false,
    unfurl_media: false,
  };
}

function digestOf(message: OutgoingMessage): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('base64url');
}
