import { expect, it, test } from 'vitest';
import { latest, readingRows, showLatest } from '../../src/bot/readings.ts';
import { readingTable } from '../../src/bot/views/incident-facts.ts';
import { endedAt } from '../../src/domain/metric-reader.ts';
import { createRecent } from '../../src/telemetry/recent.ts';

const start = Date.UTC(2026, 10, 22, 12);
const place = { device: 'A', interface: null };

/** A metric that comes in this rhythm, and what was the newest of it so long after the last one. */
function after(everyMs: number, silentMs: number, count = 5) {
  const now = start + count * everyMs + silentMs;
  const recent = createRecent({ retainMinutes: 60, clock: () => now });
  for (let i = 1; i <= count; i++) recent.add({ at: start + i * everyMs, ...place, metric: 'cpu_pct', value: i });
  return { recent, now };
}

test.each([
  ['a second', 1_000, 59_000, false],
  ['a second', 1_000, 61_000, true],
  ['a minute', 60_000, 179_000, false],
  ['a minute', 60_000, 181_000, true],
  ['five minutes', 300_000, 899_000, false],
  ['five minutes', 300_000, 901_000, true],
])('a metric that comes every %s: %i ms, silent for %i ms, is old: %s', (_name, everyMs, silentMs, isOld) => {
  const { recent, now } = after(everyMs, silentMs);
  const points = recent.values(place, 'cpu_pct', start, now);
  expect(endedAt(points, now)).toBe(isOld ? start + 5 * everyMs : null);
});

it('has a time beside a value that is not from now, on cards and in tables', () => {
  const words = (value: number) => `${value} %`;
  const shown = (silentMs: number) => {
    const { recent, now } = after(1_000, silentMs);
    return showLatest(latest(recent, place, 'cpu_pct', now), words);
  };
  expect([10_000, 120_000, 301_000].map(shown)).toEqual(['5 %', '5 %, last at 12:00:05 UTC', 'no data']);
  const { recent, now } = after(1_000, 120_000);
  const metrics = [{ metric: 'cpu_pct', value: 99, expected: 20, deviation: 30 }];
  const rows = readingRows([{ at: now, place, score: 1, metrics, detector: 'test' }], recent, now);
  expect(readingTable(rows)).toContain('5, last at 12:00:05 UTC');
});
