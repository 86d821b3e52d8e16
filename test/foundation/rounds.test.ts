import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRounds } from '../../src/foundation/rounds.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Rounds that take 30 ms each and fail as long as `fails` says so. */
function openRounds(fails: () => boolean = () => false) {
  const log: string[] = [];
  const rounds = createRounds({
    everyMs: 100,
    async round(isClosed) {
      log.push('begins');
      await new Promise((resolve) => setTimeout(resolve, 30));
      if (fails()) throw new Error('away');
      log.push(isClosed() ? 'is closed' : 'ends');
      return 'worked';
    },
    failed: (err) => (err as Error).message,
  });
  return { log, rounds };
}

const whole = (count: number) => Array.from({ length: count }, () => ['begins', 'ends']).flat();

test('never overlap, whoever asks for them, and come again after each pause', async () => {
  const { log, rounds } = openRounds();
  const asked = [rounds.run(), rounds.run()];
  rounds.start();
  await vi.advanceTimersByTimeAsync(60);
  expect(await Promise.all(asked)).toEqual(['worked', 'worked']);
  expect(log).toEqual(whole(2));
  await vi.advanceTimersByTimeAsync(10 * 130);
  expect(log.slice(0, 24)).toEqual(whole(12));
});

test('go on after one that failed, which tells what became of it', async () => {
  let failures = 2;
  const { log, rounds } = openRounds(() => failures-- > 0);
  const first = rounds.run();
  rounds.start();
  await vi.advanceTimersByTimeAsync(300);
  expect(await first).toBe('away');
  expect(log).toEqual(['begins', 'begins', ...whole(1)]);
});

test('end with the one under way, which learns that it should stop', async () => {
  const { log, rounds } = openRounds();
  rounds.start();
  await vi.advanceTimersByTimeAsync(110);
  const closed = rounds.close();
  await vi.advanceTimersByTimeAsync(1_000);
  await closed;
  expect(log).toEqual(['begins', 'is closed']);
});
