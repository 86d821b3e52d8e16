import { expect, test } from 'vitest';
import { readBack } from '../../src/app/read-back.ts';
import type { Sample } from '../../src/domain/sample.ts';

const now = Date.UTC(2026, 10, 23, 6);
const minute = 60_000;

/** One metric at one place, at these minutes before now. */
const series = (device: string, metric: string, minutesAgo: number[]) => ({
  place: { device, interface: null },
  metric,
  at: Float64Array.from(minutesAgo, (ago) => now - ago * minute),
  value: Float64Array.from(minutesAgo, (ago) => ago),
});

async function readBackOf(history: ReturnType<typeof series>[]) {
  const kept: Sample[] = [];
  const seen: Sample[] = [];
  await readBack({
    history: { range: async () => history },
    recent: { add: (sample) => kept.push(sample) > 0 },
    models: { diagnoser: () => ({ observe: (samples: readonly Sample[]) => void seen.push(...samples) }) as never },
    clock: () => now,
  });
  return { kept, seen };
}

test('all that is read back is kept, and the models see the last five minutes of it in the order of time', async () => {
  const { kept, seen } = await readBackOf([series('B', 'cpu_pct', [14, 3, 1]), series('A', 'cpu_pct', [9, 4, 2])]);
  expect(kept).toHaveLength(6);
  expect(seen.map(({ device, at }) => [device, (now - at) / minute])).toEqual([
    ['A', 4],
    ['B', 3],
    ['A', 2],
    ['B', 1],
  ]);
});

test('after a long time without a process the last that was heard still fills the windows', async () => {
  const { seen } = await readBackOf([series('A', 'latency_ms', [12, 11])]);
  expect(seen.map(({ value }) => value)).toEqual([12, 11]);
});

test('nothing to read back is no trouble', async () => {
  expect(await readBackOf([])).toEqual({ kept: [], seen: [] });
});
