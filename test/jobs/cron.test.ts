import { describe, expect, test } from 'vitest';
import { nextOf } from '../../src/jobs/queue/cron.ts';

/** The next moments of a line in Berlin, UTC. */
function runs(cron: string, from: string, count: number): string[] {
  const found: string[] = [];
  for (let at = Date.parse(from); found.length < count; ) {
    at = nextOf(cron, 'Europe/Berlin', at)!;
    found.push(new Date(at).toISOString().slice(5, 16));
  }
  return found;
}

const next = (cron: string, after: string) => runs(cron, after, 1)[0];

describe('a cron line in a zone with summer time', () => {
  test.each([
    ['9:00 stays 9:00', '0 9 * * *', '2027-03-27T12:00Z', ['03-28T07:00', '03-29T07:00']],
    ['2:30 comes at 3:30 on the day that has none', '30 2 * * *', '2027-03-27T12:00Z', ['03-28T01:30', '03-29T00:30']],
    ['each hour that there is', '15 * * * *', '2027-03-28T00:00Z', ['03-28T00:15', '03-28T01:15', '03-28T02:15']],
  ])('when clocks are set forward: %s', (_what, cron, from, expected) => {
    expect(runs(cron, from, expected.length)).toEqual(expected);
  });

  test.each([
    ['9:00 stays 9:00', '0 9 * * *', '2027-10-30T12:00Z', ['10-31T08:00', '11-01T08:00']],
    ['2:30 comes once', '30 2 * * *', '2027-10-30T12:00Z', ['10-31T00:30', '11-01T01:30']],
    [
      'each hour, the doubled one twice',
      '15 * * * *',
      '2027-10-31T00:00Z',
      ['10-31T00:15', '10-31T01:15', '10-31T02:15'],
    ],
  ])('when clocks are set back: %s', (_what, cron, from, expected) => {
    expect(runs(cron, from, expected.length)).toEqual(expected);
  });

  test('comes once from whichever moment of the two equal hours one asks', () => {
    for (const after of ['00:30:00.500Z', '00:59:59Z', '01:00:00Z', '01:10:00Z', '01:29:59Z', '01:30:00Z'])
      expect(next('30 2 * * *', `2027-10-31T${after}`), after).toBe('11-01T01:30');
    expect(next('*/20 * * * *', '2027-10-31T01:10:00Z')).toBe('10-31T01:20');
  });

  test('of a month ahead is not moved by what lies between', () => {
    expect(next('0 9 1 * *', '2027-10-02T00:00:00Z')).toBe('11-01T08:00');
  });
});
