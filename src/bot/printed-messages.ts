import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock.ts';
import { createLatestMap } from '../foundation/latest-map.ts';
import type { MessageRef } from './message-facts.ts';
import { plainText } from './plain-text.ts';
import type { PostedMessages } from './posted-messages.ts';
import { readSlot } from './slots.ts';

/** Slack's names of pictures in a text. */
const emoji = /:[a-z_]+: ?/g;
/** Messages that are remembered; an older one that changes is printed again as a new one. */
const mostMessages = 2_000;

/**
 * Messages as lines of a terminal: each is printed when it is new and when it changed, with the time and the incident or plan that it is about.
 * What a button or a picture would show is left out.
 */
export function createPrintedMessages({
  write,
  clock,
}: {
  write: (text: string) => void;
  clock: Clock;
}): PostedMessages {
  const known = createLatestMap<MessageRef>(mostMessages);
  return {
    async put(slot, { channel, thread }, message, { live = false } = {}) {
      const text = plainText(message).replace(emoji, '');
      const digest = createHash('sha256').update(text).digest('hex');
      const before = known.get(slot);
      const ref = { channel, thread, ts: before?.ts ?? slot, since: before?.since ?? clock(), digest, live };
      known.set(slot, ref);
      if (before?.digest !== digest) write(`${heading(slot, clock(), before !== undefined)}\n${indent(text)}\n`);
      return ref;
    },
    find: async (slot) => known.get(slot),
    keepFile: async () => undefined,
    // No picture is drawn for a terminal, and no file is made of a long plan.
    fileOf: async () => ({ id: 'none', permalink: null, altText: '' }),
    live: async () => [],
    prune: async () => undefined,
  };
}

function heading(slot: string, at: number, isUpdate: boolean): string {
  const target = readSlot(slot);
  const name = target ? `${target.id}, ${target.part}` : slot;
  return `${new Date(at).toISOString().slice(11, 19)}  ${name}${isUpdate ? ', now:' : ':'}`;
}

const indent = (text: string) => text.replace(/^(?=.)/gm, '    ');
