import { describe, expect, it } from 'vitest';
import { median } from '../../../../src/foundation/median.ts';
import { forecastByBest, forecastHours, hoursAhead } from '../../../../src/models/forecasting/day/day-forecast.ts';
import {
  type DayMethod,
  dayBefore,
  dayCandidates,
  dayMethods,
  medianOfDays,
  weekBefore,
} from '../../../../src/models/forecasting/day/day-methods.ts';
import { createRandom, randomNormal } from '../../../../src/models/random.ts';
import { makeHours } from './made-hours.ts';

const level = 0.9;
const byName = dayMethods.map((method) => [method.name, method] as const);
const forecast = (values: Float64Array, method: DayMethod = medianOfDays) => forecastHours(values, method, { level });

const covered = (values: Float64Array, method: DayMethod, from: number) => {
  const judged = forecast(values, method).slice(from, values.length);
  return (
    judged.filter((one, i) => values[from + i]! >= one!.lower && values[from + i]! <= one!.upper).length / judged.length
  );
};

describe('forecasts by the hour', () => {
  it('have methods with ids and names of their own, of which a model takes one that is not what it is measured against', () => {
    for (const of of ['id', 'name'] as const)
      expect(new Set(dayMethods.map((one) => one[of])).size).toBe(dayMethods.length);
    expect(dayCandidates).not.toContain(dayBefore);
  });

  it.each<[DayMethod, (before: number[]) => number]>([
    [medianOfDays, (before) => median(before)!],
    [weekBefore, (before) => before[6]!],
    [dayBefore, (before) => before[0]!],
  ])('look at the same hour of the days before: $name', (method, wanted) => {
    const values = makeHours(1, 24 * 12);
    const said = forecast(values, method);
    expect(said).toHaveLength(values.length + hoursAhead);
    for (const [hour, one] of said.entries()) {
      if (hour < 24 * 8) continue;
      expect(one!.median).toBe(wanted([1, 2, 3, 4, 5, 6, 7].map((day) => values[hour - 24 * day]!)));
      expect(one).toMatchObject({ known: 168, isStandIn: false });
      expect(one!.lower).toBeLessThan(one!.median);
      expect(one!.upper).toBeGreaterThan(one!.median);
    }
  });

  it.each(byName)('know nothing of the day before their hour: %s', (_name, method) => {
    const values = makeHours(2, 24 * 20, { gaps: 0.1 });
    const whole = forecast(values, method);
    for (const hour of [80, 200, 333, 479]) {
      const then = forecast(values.slice(0, hour - 23), method);
      expect(then.at(-1)).toEqual(whole[hour]);
      expect(then).toEqual(whole.slice(0, hour + 1));
    }
  });

  it.each([
    ['noise', randomNormal],
    ['noise with a long tail', (random: () => number) => -Math.log(1 - random())],
    ['noise of two levels', (random: () => number) => (random() < 0.2 ? 10 : 0) + randomNormal(random)],
  ])('have bands that hold nine of ten values of %s, whatever the method', (_what, draw) => {
    const random = createRandom(5);
    const values = Float64Array.from({ length: 24 * 400 }, () => 20 + draw(random));
    for (const method of dayMethods)
      expect(Math.abs(covered(values, method, 24 * 22) - level), method.name).toBeLessThan(0.015);
  });

  it('have bands of the last two weeks: what was wild before is forgotten', () => {
    const values = new Float64Array([
      ...makeHours(3, 24 * 30, { noise: 30 }),
      ...makeHours(4, 24 * 30, { noise: 0.5 }),
    ]);
    const width = (hour: number) => forecast(values)[hour]!.upper - forecast(values)[hour]!.lower;
    expect(width(24 * 30)).toBeGreaterThan(60);
    expect(width(24 * 60 - 1)).toBeLessThan(3);
  });

  it.each(byName)(
    'count what is known, and let the median stand in where their day is missing: %s',
    (_name, method) => {
      const values = makeHours(6, 24 * 15, { gaps: 0.3 });
      values.fill(Number.NaN, 24 * 6 + 5, 24 * 9);
      for (const [hour, one] of forecast(values, method).entries()) {
        const before = [1, 2, 3, 4, 5, 6, 7].map((day) => values[hour - 24 * day] ?? Number.NaN);
        const there = before.filter((value) => !Number.isNaN(value));
        if (there.length === 0) expect(one).toBeNull();
        if (!one) continue;
        const span = values.subarray(Math.max(0, hour - 24 - 167), Math.max(0, hour - 23));
        expect(one.known).toBe(span.filter((value) => !Number.isNaN(value)).length);
        const own = method === weekBefore ? before[6]! : method === dayBefore ? before[0]! : median(there)!;
        expect(one).toMatchObject({ isStandIn: Number.isNaN(own), median: Number.isNaN(own) ? median(there) : own });
      }
    },
  );

  it('are not made of what was never measured at that hour, nor before anything was missed', () => {
    const days = makeHours(7, 24 * 9);
    for (let hour = 0; hour < days.length; hour++) if (hour % 24 < 6) days[hour] = Number.NaN;
    const said = forecast(days);
    for (const [hour, one] of said.entries()) expect(one === null, String(hour)).toBe(hour % 24 < 6 || hour < 48 + 6);
    expect(forecast(new Float64Array())).toEqual(new Array(hoursAhead).fill(null));
    expect(forecast(makeHours(1, 24)).every((one) => one === null)).toBe(true);
  });
});

describe('the method that is best at a place', () => {
  const walk = () => {
    const random = createRandom(8);
    let now = 500;
    return Float64Array.from({ length: 24 * 28 }, () => (now += randomNormal(random)));
  };
  it.each<[string, Float64Array, DayMethod]>([
    ['noise around a rhythm of the day', makeHours(9, 24 * 28), medianOfDays],
    ['a week with a weekend', makeHours(9, 24 * 28, { rest: 30, noise: 1 }), weekBefore],
    ['a walk', walk(), dayBefore],
    ['what never moves', new Float64Array(24 * 28).fill(3), medianOfDays],
  ])('of %s', (_what, values, wanted) => {
    const { method, forecasts } = forecastByBest(values, { level });
    expect(method).toBe(wanted);
    expect(forecasts.slice(-hoursAhead)).toEqual(forecast(values, wanted).slice(-hoursAhead));
  });

  it('is chosen for each hour by what was missed a day before, and later values change nothing', () => {
    const values = new Float64Array([...makeHours(9, 24 * 20, { rest: 30 }), ...walk()]);
    const whole = forecastByBest(values, { level });
    for (const hour of [100, 300, 600, 900])
      expect(forecastByBest(values.slice(0, hour), { level }).forecasts.slice(0, hour)).toEqual(
        whole.forecasts.slice(0, hour),
      );
    const early = forecast(values, weekBefore)[24 * 19];
    expect(whole.forecasts[24 * 19]).toEqual(early);
    expect(whole.forecasts[24 * 19]).not.toEqual(forecast(values, dayBefore)[24 * 19]);
  });
});
