import type { Core } from '../core.ts';
import type { Message, View } from '../entities.ts';
import { findElements } from '../inputs.ts';

export interface MessageFilter {
  /** Only what this user sees, ephemerals included. Without it: what everybody sees, in every channel. */
  user?: string;
  channel?: string;
  ts?: string;
  thread_ts?: string;
  /** A part of the message: its text, or any text in its blocks and attachments. */
  text?: string;
  /** An element with this action id, or a block with this block id, is there. */
  action_id?: string;
  block_id?: string;
  /** The `event_type` of its metadata. */
  event_type?: string;
  ephemeral?: boolean;
  /** Only messages after this timestamp. */
  after?: string;
  timeoutMs?: number;
}

export interface Watching {
  /** The first message that fits, now or within `timeoutMs` (default 10 s). @throws Error when there is none. */
  waitForMessage(filter: MessageFilter): Promise<Message>;
  /** A channel, or one thread of it, as a user sees it, oldest first. */
  history(args: { user: string; channel: string; thread_ts?: string }): Message[];
  views(args: { user: string }): { home: View | null; modals: View[] };
  /** Waits until the user has an open modal (of that `callback_id`). */
  waitForModal(args: { user: string; callback_id?: string; timeoutMs?: number }): Promise<View>;
}

export function createWatching(core: Core): Watching {
  const { state } = core;

  /** Resolves with what `look` finds, now or after one of the next changes. */
  function waitFor<T>(look: () => T | undefined, timeoutMs: number, what: string): Promise<T> {
    const now = look();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`within ${timeoutMs} ms there was no ${what}`));
      }, timeoutMs);
      const stop = state.onChange(() => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(found);
      });
    });
  }

  return {
    waitForMessage(filter) {
      const channel = filter.channel === undefined ? undefined : state.findChannel(filter.channel)?.id;
      if (filter.channel !== undefined && !channel) throw new Error(`no channel ${filter.channel}`);
      const look = () => {
        const lists = channel ? [state.messages.get(channel) ?? []] : [...state.messages.values()];
        return lists.flat().find((message) => fits(message, filter));
      };
      const found = waitFor(look, filter.timeoutMs ?? 10_000, `message ${JSON.stringify(filter)}`);
      return found.then((message) => structuredClone(message));
    },
    history({ user, channel, thread_ts }) {
      const found = state.findChannel(channel);
      if (!found?.members.includes(user)) throw new Error(`${user} is not in channel ${channel}`);
      return (state.messages.get(found.id) ?? [])
        .filter((message) => !message.ephemeral_to || message.ephemeral_to === user)
        .filter((message) => !thread_ts || message.thread_ts === thread_ts || message.ts === thread_ts)
        .map((message) => structuredClone(message));
    },
    views: ({ user }) => ({ home: state.homes.get(user) ?? null, modals: state.modals.get(user) ?? [] }),
    waitForModal({ user, callback_id, timeoutMs = 10_000 }) {
      const look = () => {
        const view = state.modals.get(user)?.at(-1);
        return view && (callback_id === undefined || view.callback_id === callback_id) ? view : undefined;
      };
      return waitFor(look, timeoutMs, `modal ${callback_id ?? ''} for ${user}`);
    },
  };
}

function fits(message: Message, filter: MessageFilter): boolean {
  const blocks = [...(message.blocks ?? []), ...(message.attachments ?? []).flatMap((part) => part.blocks ?? [])];
  const isVisible = !message.ephemeral_to || message.ephemeral_to === filter.user;
  return (
    isVisible &&
    (filter.ts === undefined || message.ts === filter.ts) &&
    (filter.thread_ts === undefined || (message.thread_ts === filter.thread_ts && message.ts !== filter.thread_ts)) &&
    (filter.after === undefined || Number(message.ts) > Number(filter.after)) &&
    (filter.ephemeral === undefined || filter.ephemeral === (message.ephemeral_to !== undefined)) &&
    (filter.event_type === undefined || message.metadata?.event_type === filter.event_type) &&
    (filter.block_id === undefined || blocks.some((block) => block.block_id === filter.block_id)) &&
    (filter.action_id === undefined ||
      findElements(blocks).some(({ element }) => element.action_id === filter.action_id)) &&
    (filter.text === undefined || wordsOf(message).includes(filter.text))
  );
}

const wordsOf = (message: Message) =>
  [message.text, ...textsIn(message.blocks), ...textsIn(message.attachments)].join('\n');

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const isText = typeof inner === 'string' && (key === 'text' || key === 'title' || key === 'fallback');
    return isText ? [inner] : textsIn(inner);
  });
}
