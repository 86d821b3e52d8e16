import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import type { Log } from '../log.ts';
import type { FactTable } from '../store/store.ts';
import type { Wait } from './channel-queue.ts';
import { findInHistory, metadataOf } from './find-in-history.ts';
import type { OutgoingMessage } from './message.ts';
import { type AttachedFile, fileFact, type MessageRef, refFact } from './message-facts.ts';
import { sendForms } from './send-forms.ts';
import type { SlackApi } from './slack-api.ts';
import { isUncertain, slackErrorOf } from './slack-errors.ts';

const postTries = 4;

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
  const { facts, clock, log } = deps;
  const read = (slot: string) => facts.get(refFact, slot);

  async function post(
    slot: string,
    placement: Placement,
    message: OutgoingMessage,
    known: MessageRef | undefined,
  ): Promise<{ ts: string; fresh: boolean }> {
    let doubtful = known;
    for (let tries = 1; ; tries++) {
      const found = doubtful && (await findInHistory({ slot, ref: doubtful }, deps));
      if (found) return { ts: found, fresh: false };
      const intent = doubtful ?? newRef(placement, clock());
      if (!doubtful) await facts.put(refFact, slot, intent);
      try {
        const { ts } = await sendForms(
          { method: 'chat.postMessage', args: postArguments(slot, placement), message },
          deps,
        );
        return { ts, fresh: true };
      } catch (thrown) {
        if (!isUncertain(thrown) || tries === postTries) throw thrown;
        log.warn({ slot, tries }, 'a post got no answer, looking into the history');
        await deps.wait(tries * 1000, deps.signal);
        doubtful = intent;
      }
    }
  }

  async function edit(slot: string, ref: MessageRef, message: OutgoingMessage): Promise<void> {
    try {
      const args = { channel: ref.channel, ts: ref.ts, metadata: metadataOf(slot) };
      await sendForms({ method: 'chat.update', args, message }, deps);
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
