import { describe, expect, test } from 'vitest';
import { checkSchedule } from '../../src/jobs/queue/check-schedule.ts';
import { nextOf } from '../../src/jobs/queue/cron.ts';
import { namesNoDay } from '../../src/jobs/queue/cron-days.ts';
import { sampled } from '../sampled.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Midnight does not exist in Santiago, Cairo, Beirut and Havana on one day of the year; Lord Howe changes by half an hour. */
const zones = [
  ...['Europe/Berlin', 'America/New_York', 'America/Santiago', 'Africa/Cairo', 'Asia/Beirut', 'America/Havana'],
  ...['Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Kolkata', 'Pacific/Apia'],
];
const years = [2011, 2024, 2027];

const lines = [
  { cron: '0 0 * * *', hours: [0], minutes: [0] },
  { cron: '30 2 * * *', hours: [2], minutes: [30] },
  { cron: '15,45 0-2 * * *', hours: [0, 1, 2], minutes: [15, 45] },
  { cron: '*/20 2 * * *', hours: [2], minutes: [0, 20, 40] },
  { cron: '*/20 * * * *', hours: null, minutes: [0, 20, 40] },
  { cron: '50 * * * *', hours: null, minutes: [50] },
];
type Line = (typeof lines)[number];

const clocks = new Map(
  zones.map((zone) => [
    zone,
    new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }),
  ]),
);
/** What the clocks of a zone show, as if it were UTC. */
const shown = (zone: string, at: number) => Date.parse(`${clocks.get(zone)!.format(at).replace(' ', 'T')}Z`);

/** The hours at which the clocks of a zone are changed in a year. */
function changesOf(zone: string, year: number): number[] {
  const changes: number[] = [];
  const end = Date.UTC(year + 1, 0, 1);
  for (let at = Date.UTC(year, 0, 1); at < end; at += 12 * hourMs) {
    if (shown(zone, at + 12 * hourMs) - shown(zone, at) !== 12 * hourMs) changes.push(at);
  }
  return changes;
}

/** What the clocks show at every minute of a span and a day around it, in order, and when. */
function readClocks(zone: string, from: number, to: number): [time: number, moments: number[]][] {
  const moments = new Map<number, number[]>();
  for (let at = from - 26 * hourMs; at < to + 26 * hourMs; at += minuteMs) {
    const time = shown(zone, at);
    moments.set(time, [...(moments.get(time) ?? []), at]);
  }
  return [...moments].sort(([a], [b]) => a - b);
}

/** When a line is due in a span, by looking at every minute: no search, no offsets. */
function enumerate({ hours, minutes }: Line, times: ReturnType<typeof readClocks>, from: number, to: number): number[] {
  const due = new Set<number>();
  const isNamed = (time: number) =>
    minutes.includes(new Date(time).getUTCMinutes()) && (!hours || hours.includes(new Date(time).getUTCHours()));
  for (const [index, [time, moments]] of times.entries()) {
    if (isNamed(time)) for (const at of hours ? moments.slice(0, 1) : moments) due.add(at);
    const next = times[index + 1]?.[0] ?? time;
    for (let left = time + minuteMs; left < next; left += minuteMs)
      if (isNamed(left)) due.add(moments[0]! + left - time);
  }
  return [...due].filter((at) => at > from && at <= to).sort((a, b) => a - b);
}

function runs(cron: string, zone: string, from: number, to: number): number[] {
  const found: number[] = [];
  for (let at = nextOf(cron, zone, from)!; at <= to; at = nextOf(cron, zone, at)!) found.push(at);
  return found;
}

const named = (moments: readonly number[]) => moments.map((at) => new Date(at).toISOString().slice(0, 16));

describe.each(sampled(zones, () => [], 3))('in %s', (zone) => {
  test('each time of day that a line names comes once when clocks are changed', () => {
    const around = years.flatMap((year) => [Date.UTC(year, 5, 15), ...changesOf(zone, year)]);
    for (const change of around) {
      const [from, to] = [change - 14 * hourMs, change + 40 * hourMs];
      const times = readClocks(zone, from, to);
      for (const line of lines) {
        const what = `${line.cron} around ${new Date(change).toISOString()}`;
        expect(named(runs(line.cron, zone, from, to)), what).toEqual(named(enumerate(line, times, from, to)));
      }
    }
  });
});

test('from any moment on, the next run is the same one', () => {
  for (const [zone, change] of [
    ['Australia/Lord_Howe', '2027-10-02T15:30Z'],
    ['America/Santiago', '2026-09-06T04:00Z'],
    ['Europe/Berlin', '2027-10-31T01:00Z'],
  ] as const) {
    const [from, to] = [Date.parse(change) - 2 * hourMs, Date.parse(change) + 2 * hourMs];
    const due = enumerate(lines[4]!, readClocks(zone, from, to + hourMs), from, to + hourMs);
    for (let after = from; after < to; after += 7 * minuteMs + 500)
      expect(nextOf('*/20 * * * *', zone, after)).toBe(due.find((at) => at > after));
  }
});

test.each([
  '0 0 30 2 *',
  '0 0 31 2,4-6/2,NOV *',
  '0 0 31 2/7 *',
  '0 0 31 4-11/5,9 *',
  '15 3 30-31 feb ?',
  '0 0 31 6 *',
])('%s never comes, which is known at once', (cron) => {
  // The line alone tells it: no time is looked for, which takes BullMQ most of a second.
  expect(namesNoDay(cron)).toBe(true);
  expect(nextOf(cron, 'Europe/Berlin', Date.UTC(2027, 0, 1))).toBeUndefined();
});

test.each([
  ['0 0 29 2 *', '2028-02-29T00:00'],
  ['0 0 30 2 1', '2027-02-01T00:00'],
  ['0 0 30 */1 *', '2027-01-30T00:00'],
  ['0 0 31 4/1 *', '2027-05-31T00:00'],
  ['0 0 L 2 *', '2027-02-28T00:00'],
])('%s comes', (cron, expected) => {
  expect(named([nextOf(cron, 'UTC', Date.UTC(2027, 0, 2))!])).toEqual([expected]);
});

test('a schedule that never comes is refused, and the error says so', () => {
  for (const cron of ['0 0 30 2 *', '0 0 31 4,6 *'])
    expect(() => checkSchedule('monthly', { cron, timezone: 'Europe/Berlin' }, 0)).toThrow(
      `The schedule monthly is wrong: the cron line "${cron}" never comes`,
    );
});
