import { describe, expect, it } from 'vitest';
import { forecastPoints, type PlaceForecast } from '../../../src/diagnosis/forecasting/place-forecast.ts';
import type { Point } from '../../../src/domain/metric-reader.ts';
import { naiveMember } from '../../../src/models/forecasting/forecast-members.ts';
import { naiveForecasts } from '../../../src/models/forecasting/naive-forecasts.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';
import { makeSeries } from '../../models/forecasting/made-series.ts';

const now = Date.UTC(2026, 10, 23, 12);
const hour = 3_600_000;

/** Values that end now, one every `everyMs`; NaN is left out. */
function pointsOf(values: ArrayLike<number>, everyMs = 60_000, end = now): Point[] {
  const at = (i: number) => end - (values.length - 1 - i) * everyMs;
  return Array.from(values, (value, i) => ({ at: at(i), value })).filter(({ value }) => !Number.isNaN(value));
}

type Ok = Extract<PlaceForecast, { outcome: 'ok' }>;
const forecast = (points: readonly Point[], changed: Partial<Parameters<typeof forecastPoints>[1]> = {}) =>
  forecastPoints(points, { metric: 'latency_ms', now, from: now - 12 * hour, memberFor: () => null, ...changed });
function ok(found: PlaceForecast): Ok {
  if (found.outcome !== 'ok') throw new Error(found.outcome);
  return found;
}

const noise = (count: number, level = 20, seed = 1) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => level + randomNormal(random));
};

describe('a forecast of one place', () => {
  it('is for ten minutes from now, and by the naive one that missed least, which beats the last value on noise', () => {
    const found = ok(forecast(pointsOf(noise(1440))));
    expect(found).toMatchObject({ at: now + 600_000, stepMs: 60_000, member: 'median of 60', isConstant: false });
    expect(found.lower).toBeLessThan(found.median);
    expect(found.upper).toBeGreaterThan(found.median);
    expect(found.tested!.errorShare).toBeLessThan(0.8);
    expect(Math.abs(found.tested!.coverage - 0.9)).toBeLessThan(0.03);
    expect(found.tested!.count).toBe(12 * 60);
    expect(found.tested!.from).toBe(now - 12 * hour + 60_000);
  });

  it('is by the last value where everything else lags behind', () => {
    let level = 100;
    const random = createRandom(2);
    const walk = Array.from({ length: 1440 }, () => (level += randomNormal(random)));
    const found = ok(forecast(pointsOf(walk)));
    expect(found.member).toBe('last value');
    expect(found.tested!.errorShare).toBeGreaterThanOrEqual(1);
    expect(found.median).toBe(walk.at(-1));
  });

  it('is by the member that is given for its steps', () => {
    const member = naiveMember(naiveForecasts[1]!, { horizon: 2, level: 0.9 });
    const asked: unknown[] = [];
    const found = ok(
      forecast(pointsOf(noise(288), 300_000), {
        memberFor(steps) {
          asked.push(steps);
          return member;
        },
      }),
    );
    expect(asked).toEqual([{ stepMs: 300_000, horizon: 2 }]);
    expect(found).toMatchObject({ member: 'moving average 0.2', at: now + 600_000 });
  });

  it('shows the forecasts that were made for each step beside what came, and none of what came later', () => {
    const values = makeSeries(4, 1440);
    const whole = ok(forecast(pointsOf(values)));
    expect(whole.issued.at(-1)!.at).toBe(now);
    for (const { at, value } of whole.issued) {
      const came = values[values.length - 1 - (now - at) / 60_000]!;
      expect(value).toBe(Number.isNaN(came) ? null : came);
    }
    const then = now - 600_000;
    const earlier = ok(forecast(pointsOf(values.slice(0, -10), 60_000, then), { now: then }));
    const { median, lower, upper } = whole.issued.at(-1)!;
    expect([earlier.median, earlier.lower, earlier.upper]).toEqual([median, lower, upper]);
  });

  it('averages what comes within a step', () => {
    const found = ok(
      forecast(
        pointsOf(
          noise(720).flatMap((value) => [value - 1, value, value + 1]),
          20_000,
        ),
      ),
    );
    const plain = ok(forecast(pointsOf(noise(720))));
    expect(found.stepMs).toBe(60_000);
    expect(found.median).toBeCloseTo(plain.median, 6);
  });

  it('stays within what a metric can read', () => {
    const loss = Array.from({ length: 1440 }, (_, i) => (i % 17 === 0 ? 1 : 0));
    expect(ok(forecast(pointsOf(loss), { metric: 'packet_loss_pct' })).lower).toBe(0);
    const busy = noise(1440, 99.5).map((value) => Math.min(100, value));
    expect(ok(forecast(pointsOf(busy), { metric: 'cpu_pct' })).upper).toBeLessThanOrEqual(100);
    const cold = ok(forecast(pointsOf(noise(1440, -60)), { metric: 'temperature' }));
    expect(cold.upper).toBeLessThan(0);
  });
});

describe('no forecast, or a careful one', () => {
  it('is made of nothing, of what is no number, or of what comes later', () => {
    for (const points of [
      [],
      pointsOf([1, 2]).map(({ at }) => ({ at, value: Number.POSITIVE_INFINITY })),
      [{ at: now + 1, value: 3 }],
    ])
      expect(forecast(points)).toEqual({ outcome: 'no-data' });
  });

  it.each([
    [60_000, 4, true],
    [60_000, 2, false],
    [300_000, 16, true],
    [300_000, 14, false],
    [1000, 2, true],
  ])('is made of values every %i ms whose last is %i minutes old: %s', (everyMs, minutes, hasEnded) => {
    const end = now - minutes * 60_000;
    const found = forecast(pointsOf(noise(300), everyMs, end));
    if (hasEnded) expect(found).toEqual({ outcome: 'ended', lastAt: end });
    else expect(found.outcome).not.toBe('ended');
  });

  it('goes on over a gap in the middle, and counts no outcome in it', () => {
    const values = noise(1440);
    values.fill(Number.NaN, 1000, 1100);
    const found = ok(forecast(pointsOf(values)));
    expect(found.tested!.count).toBe(12 * 60 - 100);
    expect(found.issued.filter(({ value }) => value === null)).toHaveLength(100);
    expect(found.history).toHaveLength(12 * 60 - 100);
  });

  it.each([
    [60_000, 29, 30],
    [300_000, 21, 22],
    [3_600_000, 20, 21],
  ])('with values every %i ms wants %i and one more', (everyMs, have, need) => {
    expect(forecast(pointsOf(noise(have), everyMs))).toEqual({
      ...{ outcome: 'too-few', have, need, stepMs: everyMs, resetAt: null },
    });
    expect(forecast(pointsOf(noise(need), everyMs)).outcome).toBe('ok');
  });

  it('says of a new device what it can, without a test of it', () => {
    const found = ok(forecast(pointsOf(noise(30))));
    expect(found.tested).toMatchObject({ count: 1 });
    expect(Number.isFinite(found.median)).toBe(true);
  });

  it('says of a constant series that it stays, and that nobody could do better than the last value', () => {
    const found = ok(forecast(pointsOf(new Array(1440).fill(7))));
    expect(found).toMatchObject({ median: 7, mean: 7, lower: 7, upper: 7, isConstant: true, member: 'last value' });
    expect(found.tested).toMatchObject({ errorShare: null, coverage: 1 });
  });

  const counter = (count: number, resets: number[]) => {
    let sum = 1e6;
    return Array.from({ length: count }, (_, i) => (sum = resets.includes(i) ? 0 : sum + 5 + (i % 7)));
  };

  it('looks at a counter from its last reset on', () => {
    const found = ok(forecast(pointsOf(counter(1440, [600, 1300])), { metric: 'octets' }));
    expect(found.resetAt).toBe(now - 139 * 60_000);
    expect(found.upper).toBeLessThan(5000);
    expect(found.history[0]!.at).toBe(found.resetAt);
  });

  it('waits after a reset until there are enough values', () => {
    expect(forecast(pointsOf(counter(400, [390])), { metric: 'octets' })).toEqual({
      ...{ outcome: 'too-few', have: 10, need: 30, stepMs: 60_000, resetAt: now - 9 * 60_000 },
    });
  });

  it('takes nothing for a counter that falls often, or little', () => {
    const saw = Array.from({ length: 400 }, (_, i) => i % 20);
    const slow = counter(400, []).map((value, i) => (i === 300 ? value - 50 : value));
    for (const values of [saw, slow, noise(400), makeSeries(3, 400)])
      expect(ok(forecast(pointsOf(values))).resetAt).toBeNull();
  });
});
