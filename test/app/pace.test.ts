import { expect, it } from 'vitest';
import { createPace } from '../../src/app/replay/pace.ts';

/** A pace on a clock that only waiting moves. */
function pace(speed: number) {
  let now = 500;
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
    now += ms;
  };
  return { waits, ...createPace({ from: 10_000, speed, now: () => now, wait }) };
}

it('waits as long as the recording did, divided by the speed', async () => {
  const { until, seconds, waits } = pace(10);
  for (const at of [10_000, 11_000, 12_000, 20_000]) await until(at);
  expect(waits).toEqual([100, 100, 800]);
  expect(seconds()).toBe(1);
});

it('waits for nothing at full speed', async () => {
  const { until, waits } = pace(Number.POSITIVE_INFINITY);
  await until(9e12);
  expect(waits).toEqual([]);
});
