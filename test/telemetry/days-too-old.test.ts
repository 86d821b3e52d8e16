import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysTooOld } from '../../src/telemetry/history/day-files.ts';

const dayMs = 86_400_000;
const today = Date.UTC(2026, 10, 29, 10);
/** The day that many days ago; negative ones are in the future. */
const ago = (days: number) => new Date(today - days * dayMs).toISOString().slice(0, 10);
const span = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => ago(from - i));

describe('the days of the history that are too old', () => {
  const rows: [what: string, days: string[], kept: { keepDays: number; now: number }, gone: string[]][] = [
    ['none of those that are kept', span(30, 1), { keepDays: 30, now: today }, []],
    ['each that is older, once there are as many later ones', span(32, 1), { keepDays: 30, now: today }, span(32, 31)],
    ['no open day, however few are kept', span(3, 0), { keepDays: 1, now: today }, span(3, 2)],
    ['none before there are as many as are kept', [...span(400, 390), ago(1)], { keepDays: 30, now: today }, []],
    ['none after a year without telemetry', span(430, 366), { keepDays: 365, now: today }, []],
    ['none when the clock is a year ahead', span(365, 1), { keepDays: 365, now: today + 365 * dayMs }, []],
    [
      'one for a day that telemetry came on while the clock was a year ahead',
      [...span(365, 1), ago(-365)],
      { keepDays: 365, now: today + 366 * dayMs },
      [ago(365)],
    ],
    ['none for days in the future when the clock is right again', [...span(365, 1), ...span(-300, -360)], { keepDays: 365, now: today }, []], // biome-ignore format: a table
    ['none when the clock is far behind', span(400, 1), { keepDays: 30, now: 0 }, []],
    ['a day that a device with a wrong clock made long ago', ['1970-01-01', ...span(30, 1)], { keepDays: 30, now: today }, ['1970-01-01']], // biome-ignore format: a table
    ['nothing of a name that is no day', ['', 'x', ...span(3, 1)], { keepDays: 1, now: today }, span(3, 2)],
  ];
  it.each(rows)('are %s', (_what, days, kept, gone) => {
    expect(daysTooOld(days, kept)).toEqual(gone);
    expect(daysTooOld([...days, ...days].reverse(), kept)).toEqual(gone);
  });

  it('leave the latest days, whatever the clock says, and all that ended within the limit', () => {
    const days = fc.uniqueArray(fc.integer({ min: -800, max: 1500 }), { maxLength: 120 });
    const clocks = fc.integer({ min: -5_000, max: 5_000 });
    fc.assert(
      fc.property(days, fc.integer({ min: 1, max: 100 }), clocks, (stored, keepDays, ahead) => {
        const now = today + ahead * dayMs;
        const names = stored.map(ago).sort();
        const gone = daysTooOld(names, { keepDays, now });
        expect(gone).toEqual(names.slice(0, gone.length));
        const stay = names.slice(gone.length);
        expect(stay.length).toBeGreaterThanOrEqual(Math.min(names.length, keepDays));
        for (const day of gone) expect(Date.parse(day) + dayMs).toBeLessThanOrEqual(now - keepDays * dayMs);
        // One day more or less: nothing stays that both allow to remove.
        if (stay.length > keepDays) expect(Date.parse(stay[0]!) + dayMs).toBeGreaterThan(now - keepDays * dayMs);
      }),
    );
  });
});
