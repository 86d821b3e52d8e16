import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/domain/metric-reader.ts';
import { readHours } from '../../src/tools/read-hours.ts';
import { forecastWorld, now, pointsOf } from './forecast-world.ts';

const place = { device: 'Router-A', interface: null };
const hour = 3_600_000;
const day = 24 * hour;
const rising = (count: number, end = now) =>
  pointsOf(
    Array.from({ length: count }, (_, i) => i),
    { end },
  );

const read = (points: Point[], inMemoryMs: number, from = now - 3 * day) =>
  readHours(forecastWorld([[place, 'cpu_pct', points]], { inMemoryMs }), {
    place,
    metric: 'cpu_pct',
    from,
    to: now + 1,
  });

describe('hours that are read', () => {
  it('are means, and every reading from an hour before the newest on', async () => {
    const points = rising(2000);
    const { points: found, unread } = await read(points, 20 * 60_000);
    expect(unread).toBeNull();
    const since = Math.floor(now / hour) * hour - hour;
    expect(found.filter(({ at }) => at >= since)).toEqual(points.filter(({ at }) => at >= since));
    const before = found.filter(({ at }) => at < since);
    expect(before.map(({ at }) => at % hour)).toEqual(before.map(() => 0));
    for (const { at, value } of before.slice(1)) {
      const own = points.filter((one) => one.at >= at && one.at < at + hour);
      expect(value).toBe(own.reduce((sum, one) => sum + one.value, 0) / own.length);
    }
    expect(before).toHaveLength(Math.floor(since / hour) - Math.floor(points[0]!.at / hour));
  });

  it.each([1, 7, 31])('tell when the last reading came, also where it came %i hours ago', async (hours) => {
    const end = now - hours * hour - 17_000;
    expect((await read(rising(2000, end), 20 * 60_000)).points.at(-1)).toEqual({ at: end, value: 1999 });
  });

  it('hold no moment twice, and none outside of the span', async () => {
    for (const count of [0, 1, 45, 100, 5000]) {
      const { points } = await read(rising(count), 20 * 60_000, now - day);
      const times = points.map(({ at }) => at);
      expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
      for (const at of times) expect(at).toBeGreaterThan(now - day - hour);
      expect(times.at(-1)).toBe(count > 0 ? now : undefined);
    }
  });

  it('are what memory holds where no history is kept, and it says so', async () => {
    const points = rising(300);
    expect(await read(points, Number.POSITIVE_INFINITY)).toEqual({ points, unread: 'no history is kept here' });
  });
});
