import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceDays } from '../../src/telemetry/history/day-slices.ts';

const dayMs = 86_400_000;
const day = Date.UTC(2026, 10, 22);

describe('the slices of days', () => {
  const at = (minute: number, of = 0) => day + of * dayMs + minute * 60_000;

  it('hold so many rows and one day at most, a minute at least, and every minute once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 1, max: 50 })), { maxLength: 60 }),
        fc.integer({ min: 1, max: 100 }),
        (found, rows) => {
          const minutesOf = [...new Map(found)].sort(([a], [b]) => a - b).map(([minute, n]): [number, number] => [at(minute), n]); // biome-ignore format: one line
          const slices = sliceDays(minutesOf, rows);
          for (const [minute] of minutesOf) {
            expect(slices.filter(({ from, to }) => minute >= from && minute < to)).toHaveLength(1);
          }
          for (const { day: name, from, to } of slices) {
            const inside = minutesOf.filter(([minute]) => minute >= from && minute < to);
            const sum = inside.reduce((total, [, n]) => total + n, 0);
            expect(inside.length === 1 || sum <= rows).toBe(true);
            expect(new Date(from).toISOString().slice(0, 10)).toBe(name);
            expect(new Date(to - 1).toISOString().slice(0, 10)).toBe(name);
          }
        },
      ),
    );
  });

  it('are as few as can be', () => {
    const minutesOf = [0, 1, 2, 5, 1439].map((minute): [number, number] => [at(minute), 10]);
    expect(sliceDays([...minutesOf, [at(0, 1), 10]], 30)).toEqual([
      { day: '2026-11-22', from: at(0), to: at(3) },
      { day: '2026-11-22', from: at(5), to: at(1440) },
      { day: '2026-11-23', from: at(0, 1), to: at(1, 1) },
    ]);
  });
});
