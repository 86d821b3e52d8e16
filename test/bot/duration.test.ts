import { describe, expect, it } from 'vitest';
import { parseDuration, splitAtDuration } from '../../src/bot/duration.ts';
import { readMoment } from '../../src/bot/moment.ts';

describe('a duration', () => {
  it.each([
    ['2h', 7_200_000],
    ['30m', 1_800_000],
    ['90 min', 5_400_000],
    ['1.5 h', 5_400_000],
    ['3 days', 259_200_000],
    ['1W', 604_800_000],
  ])('%s is understood', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '0h', '-1h', '2', 'h', '2 x', '1e3h', '2h3m'])('%s is not', (text) =>
    expect(parseDuration(text)).toBeUndefined(),
  );

  it('is found after the last "for" that one follows', () => {
    const split = (text: string) => splitAtDuration(text.split(' '));
    expect(split('Router-A for 2 h work for the bank')).toEqual({
      before: ['Router-A'],
      durationMs: 7_200_000,
      after: ['work', 'for', 'the', 'bank'],
    });
    expect(split('freeze for good')).toEqual({ before: ['freeze', 'for', 'good'], durationMs: null, after: [] });
  });
});

describe('a moment', () => {
  const now = Date.UTC(2026, 10, 2, 14, 0);

  it('is the next one of that time of day, or the one that is named', () => {
    expect(readMoment('22:00', now)).toBe(Date.UTC(2026, 10, 2, 22, 0));
    expect(readMoment('9:30 UTC', now)).toBe(Date.UTC(2026, 10, 3, 9, 30));
    expect(readMoment('2026-11-04 01:00', now)).toBe(Date.UTC(2026, 10, 4, 1, 0));
  });

  it.each(['25:00', '2026-11-01 22:00', '2026-13-01 22:00', 'noon', ''])('%s is none', (text) =>
    expect(readMoment(text, now)).toBeUndefined(),
  );
});
