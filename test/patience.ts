import { expect, vi } from 'vitest';

/**
 * How long a test waits for what comes by itself: a process, a queue, a socket. Far above what it takes on a busy machine, because it is
 * reached only when a test fails. What is about time itself runs on a clock that the test drives.
 */
export const patienceMs = 60_000;

/** Waits until the check no longer throws, and answers with what it answers. */
export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: patienceMs, interval: 10 });

/** What takes seconds in linear time takes minutes when each part looks at all the others. */
const linearSeconds = 20;

/** Fails when the work takes more processor time than linear work does, whatever else the machine has to do. */
export async function expectLinear(work: () => unknown): Promise<void> {
  const before = process.cpuUsage();
  await work();
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(linearSeconds);
}
