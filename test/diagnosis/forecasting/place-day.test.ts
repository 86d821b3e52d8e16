import { describe, expect, it } from 'vitest';
import { type DayOfPoints, forecastDayOfPoints } from '../../../src/diagnosis/forecasting/place-day.ts';
import type { Point } from '../../../src/domain/metric-reader.ts';
import { dayBefore, medianOfDays, weekBefore } from '../../../src/models/forecasting/day/day-methods.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';
import { makeHours } from '../../models/forecasting/day/made-hours.ts';

const hour = 3_600_000;
const day = 24 * hour;
const running = Date.UTC(2026, 10, 23, 14);
const now = running + 30 * 60_000;

/** Hours that end with the one before the running one, each told at its beginning; NaN is left out. The running hour has a value of its own. */
const pointsOf = (values: ArrayLike<number>, until = running): Point[] =>
  [
    ...Array.from(values, (value, i) => ({ at: until - (values.length - i) * hour, value })),
    ...(until === running ? [{ at: now, value: 1000 }] : []),
  ].filter(({ value }) => !Number.isNaN(value));

type Ok = Extract<DayOfPoints, { outcome: 'ok' }>;
const forecast = (points: readonly Point[], changed: Partial<Parameters<typeof forecastDayOfPoints>[1]> = {}) =>
  forecastDayOfPoints(points, { metric: 'latency_ms', now, from: running - 7 * day, method: medianOfDays, ...changed });
function ok(found: DayOfPoints): Ok {
  if (found.outcome !== 'ok') throw new Error(found.outcome);
  return found;
}

describe('a day of one place', () => {
  it('is the hour that runs and the 23 after it, and is tested on the last seven days', () => {
    const found = ok(forecast(pointsOf(makeHours(1, 28 * 24))));
    expect(found.hours.map(({ at }) => at)).toEqual(Array.from({ length: 24 }, (_, i) => running + i * hour));
    for (const { median, lower, upper } of found.hours) {
      expect(lower).toBeLessThan(median);
      expect(median).toBeLessThan(upper);
    }
    expect(found).toMatchObject({ method: medianOfDays.name, standIns: 0, isConstant: false, resetAt: null });
    expect(found.tested).toMatchObject({ count: 168, from: running - 7 * day });
    expect(found.tested!.errorShare).toBeLessThan(0.85);
    expect(Math.abs(found.tested!.coverage - 0.9)).toBeLessThan(0.08);
    expect(found.issued).toHaveLength(168);
    expect(found.history).toHaveLength(168);
  });

  it('is what was said a day before: nothing of that day changes it', () => {
    const values = makeHours(2, 28 * 24, { gaps: 0.05 });
    const later = ok(forecast(pointsOf(values)));
    for (const back of [24, 40, 100]) {
      const then = { now: running - back * hour, from: running - 20 * day };
      const earlier = ok(forecast(pointsOf(values.slice(0, -back), then.now), then));
      const last = earlier.hours.at(-1)!;
      expect(later.issued.find(({ at }) => at === last.at)).toEqual({ ...last, value: expect.anything() });
    }
  });

  it.each([0, 1, 29 * 60_000, hour - 1])(
    'is the same %i ms after the hour, and has no use for what it has so far',
    (ms) => {
      const values = makeHours(3, 28 * 24);
      const { hours, tested } = ok(forecast(pointsOf(values), { now: running + ms }));
      expect({ hours, tested }).toEqual({
        hours: ok(forecast(pointsOf(values))).hours,
        tested: ok(forecast(pointsOf(values))).tested,
      });
    },
  );

  it('takes the mean of what comes within an hour of UTC', () => {
    const values = makeHours(4, 10 * 24);
    const many = pointsOf(values).flatMap(({ at, value }) => [
      { at, value: value - 3 },
      { at: at + 1_800_000, value },
      { at: at + hour - 1, value: value + 3 },
    ]);
    const found = ok(forecast(many.filter(({ at }) => at <= now)));
    for (const [i, { median }] of found.hours.entries())
      expect(median).toBeCloseTo(ok(forecast(pointsOf(values))).hours[i]!.median, 9);
  });

  it('is by the method that is given, or else by the one that is best here', () => {
    const rests = pointsOf(makeHours(5, 28 * 24, { rest: 30, noise: 1 }));
    expect(ok(forecast(rests, { method: dayBefore })).method).toBe(dayBefore.name);
    const best = ok(forecast(rests, { method: null }));
    expect(best.method).toBe(weekBefore.name);
    expect(best.hours).toEqual(ok(forecast(rests, { method: weekBefore })).hours);
    expect(best.tested!.errorShare).toBeLessThan(ok(forecast(rests)).tested!.errorShare!);
  });

  it('tells by how much it was worse than the same hour yesterday where it was', () => {
    let level = 500;
    const random = createRandom(6);
    const walk = Array.from({ length: 28 * 24 }, () => (level += randomNormal(random)));
    expect(ok(forecast(pointsOf(walk))).tested!.errorShare).toBeGreaterThan(1.1);
    expect(ok(forecast(pointsOf(walk), { method: null })).method).toBe(dayBefore.name);
  });

  it('stays within what a metric can read', () => {
    const loss = makeHours(7, 28 * 24, { noise: 1, swing: 0 }).map((value) => Math.max(0, value - 40));
    const least = ok(forecast(pointsOf(loss), { metric: 'packet_loss_pct' })).hours.map(({ lower }) => lower);
    expect(Math.min(...least)).toBe(0);
    expect(Math.min(...ok(forecast(pointsOf(loss), { metric: 'gain' })).hours.map(({ lower }) => lower))).toBeLessThan(
      0,
    );
    const busy = makeHours(7, 28 * 24, { noise: 1, swing: 0 }).map((value) => Math.min(100, value + 59));
    for (const { upper } of ok(forecast(pointsOf(busy), { metric: 'cpu_pct' })).hours)
      expect(upper).toBeLessThanOrEqual(100);
  });
});

describe('no forecast of a day, or a careful one', () => {
  it('is made of nothing, of what is no number, or of what comes later', () => {
    for (const points of [
      [],
      pointsOf([1, 2]).map(({ at }) => ({ at, value: Number.POSITIVE_INFINITY })),
      [{ at: now + 1, value: 3 }],
    ])
      expect(forecast(points)).toEqual({ outcome: 'no-data' });
  });

  it('is made of values that have ended', () => {
    const until = running - 4 * hour;
    expect(forecast(pointsOf(makeHours(1, 20 * 24), until))).toEqual({ outcome: 'ended', lastAt: until - hour });
    const often = Array.from({ length: 600 }, (_, i) => ({ at: now - 25 * 60_000 - (599 - i) * 60_000, value: 5 }));
    expect(forecast(often)).toEqual({ outcome: 'ended', lastAt: now - 25 * 60_000 });
  });

  it.each([0, 1, 24, 71])('is made of %i hours: 72 are needed', (have) => {
    expect(forecast(pointsOf(makeHours(1, have)))).toEqual({ outcome: 'too-few', have, need: 72, resetAt: null });
  });

  it('is made of three days, and not tested then; after a day more it is', () => {
    const young = ok(forecast(pointsOf(makeHours(1, 72))));
    expect(young).toMatchObject({ tested: null, issued: [], standIns: 0 });
    expect(young.hours).toHaveLength(24);
    expect(ok(forecast(pointsOf(makeHours(1, 72)), { method: weekBefore })).standIns).toBe(24);
    expect(ok(forecast(pointsOf(makeHours(1, 72 + 24 + 7)))).tested).toMatchObject({ count: 8 });
  });

  it('wants three days of the last seven, however long it was heard before', () => {
    const values = makeHours(1, 28 * 24);
    values.fill(Number.NaN, values.length - 160, values.length - 30);
    expect(forecast(pointsOf(values))).toMatchObject({ outcome: 'too-few', have: 38 });
  });

  it('goes on over a gap, counts no outcome in it nor a day after it, and says where another day stands in', () => {
    const values = makeHours(1, 28 * 24);
    values.fill(Number.NaN, values.length - 34, values.length - 24);
    const found = ok(forecast(pointsOf(values)));
    expect(found.tested!.count).toBe(168 - 2 * 10);
    expect(found.issued.filter(({ value }) => value === null)).toHaveLength(10);
    expect(found.history).toHaveLength(158);
    expect(found.hours).toHaveLength(24);
    values.fill(Number.NaN, values.length - 20, values.length - 17);
    expect(ok(forecast(pointsOf(values), { method: dayBefore })).standIns).toBe(3);
  });

  it('leaves out the hours at which nothing is ever measured', () => {
    const values = makeHours(1, 28 * 24).map((value, i) => {
      const clock = new Date(running - (28 * 24 - i) * hour).getUTCHours();
      return clock < 6 ? Number.NaN : value;
    });
    const found = ok(forecast(pointsOf(values)));
    expect(found.hours).toHaveLength(18);
    expect(found.hours.filter(({ at }) => new Date(at).getUTCHours() < 6)).toEqual([]);
  });

  it('says of a constant series that it stays, and that nobody could do better', () => {
    const found = ok(forecast(pointsOf(new Array(400).fill(7))));
    expect(found.isConstant).toBe(true);
    expect(new Set(found.hours.flatMap(({ median, lower, upper }) => [median, lower, upper]))).toEqual(new Set([7]));
    expect(found.tested).toMatchObject({ errorShare: null, coverage: 1 });
  });

  it('looks at a counter from its last reset on', () => {
    const counted = (since: number) =>
      Array.from({ length: 400 }, (_, i) => (i < since ? 1e6 + 9 * i : 9 * (i - since)));
    const found = ok(forecast(pointsOf(counted(200)), { metric: 'octets', method: null }));
    expect(found).toMatchObject({ resetAt: running - 200 * hour, method: dayBefore.name });
    expect(found.hours.at(-1)!.upper).toBeLessThan(9 * 400);
    expect(forecast(pointsOf(counted(390)), { metric: 'octets' })).toEqual({
      ...{ outcome: 'too-few', have: 10, need: 72, resetAt: running - 10 * hour },
    });
  });
});
