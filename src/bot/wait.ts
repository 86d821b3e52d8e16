import { setTimeout as sleep } from 'node:timers/promises';
import type { Wait } from './channel-queue.ts';

/** Waits on the real clock. Not at all for zero, so that nothing is delayed by a turn of the loop without need. */
export const wait: Wait = async (ms, signal) => {
  signal?.throwIfAborted();
  if (ms > 0) await sleep(ms, undefined, signal ? { signal } : {});
};
