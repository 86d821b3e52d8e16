import { vi } from 'vitest';

/**
 * How long a test waits for what comes by itself: a process, a queue, a socket. Far above what it takes on a busy machine, because it is
 * reached only when a test fails. What is about time itself runs on a clock that the test drives.
 */
export const patienceMs = 60_000;

/** Waits until the check no longer throws, and answers with what it answers. */
export const until = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: patienceMs, interval: 10 });
