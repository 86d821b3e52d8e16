import { describe, expect, it } from 'vitest';
import { gatherHours, scoreDayMethods } from '../../../src/diagnosis/forecasting/day-trial.ts';
import {
  type ForecastData,
  forecastExtent,
  forecastSeriesBetween,
} from '../../../src/diagnosis/forecasting/forecast-series.ts';
import { forecastHours } from '../../../src/models/forecasting/day/day-forecast.ts';
import { dayBefore, dayMethods, medianOfDays, weekBefore } from '../../../src/models/forecasting/day/day-methods.ts';
import { makeHours } from '../../models/forecasting/day/made-hours.ts';
import { madeDays } from '../made-span.ts';

const hour = 3_600_000;
const first = 100_000;

const dataOf = (places: Record<string, Float64Array>): ForecastData => ({
  ...{ stepMs: hour, horizon: 24, places: 0, steps: 0 },
  series: Object.entries(places).map(([key, values]) => ({ key, first, values })),
});
const cut = (data: ForecastData, days: number) => ({
  earlier: forecastSeriesBetween(data, Number.NEGATIVE_INFINITY, (first + days * 24 - 1) * hour),
  later: forecastSeriesBetween(data, (first + days * 24 - 1) * hour, Number.POSITIVE_INFINITY),
});
const none = { share: null, bandOff: null };
const scores = (given: Parameters<typeof scoreDayMethods>[1]) => scoreDayMethods(dayMethods, given);

describe('methods of a day on trial', () => {
  it('are the median where a day is like the others, and the week where weekends rest', () => {
    const daily = scores(cut(dataOf({ a: makeHours(1, 28 * 24), b: makeHours(2, 28 * 24) }), 20));
    expect(daily.get(medianOfDays.id)!.share).toBeLessThan(0.85);
    expect(daily.get(medianOfDays.id)!.share).toBeLessThan(daily.get(weekBefore.id)!.share!);
    expect(daily.get(dayBefore.id)!.share).toBe(1);
    const weekly = scores(cut(dataOf({ a: makeHours(1, 28 * 24, { rest: 30 }) }), 20));
    expect(weekly.get(weekBefore.id)!.share).toBeLessThan(weekly.get(medianOfDays.id)!.share!);
  });

  it('are judged on the later part alone, from what came before it too', () => {
    const values = new Float64Array([...makeHours(1, 14 * 24, { noise: 40 }), ...makeHours(2, 7 * 24)]);
    const { earlier, later } = cut(dataOf({ a: values }), 14);
    for (const method of dayMethods) {
      const said = forecastHours(values, method, { level: 0.9 }).slice(14 * 24, 21 * 24);
      const sum = (of: (hour: number) => number) => said.reduce((all, _, i) => all + of(14 * 24 + i), 0);
      const missed = sum((hour) => Math.abs(values[hour]! - said[hour - 14 * 24]!.median));
      const found = scores({ earlier, later }).get(method.id)!;
      expect(found.share).toBeCloseTo(missed / sum((hour) => Math.abs(values[hour]! - values[hour - 24]!)), 9);
      const inside = said.filter((one, i) => values[336 + i]! >= one!.lower && values[336 + i]! <= one!.upper).length;
      expect(found.bandOff).toBeCloseTo(Math.abs(inside / (7 * 24) - 0.9), 9);
    }
    expect(scores({ earlier: dataOf({ other: values }), later })).toEqual(scores({ earlier: null, later }));
    expect(scores({ earlier: null, later })).not.toEqual(scores({ earlier, later }));
  });

  it('weigh all places alike, and leave out those that can not tell', () => {
    const one = dataOf({ a: makeHours(1, 20 * 24) });
    const same = dataOf({
      ...{ a: makeHours(1, 20 * 24), flat: new Float64Array(20 * 24).fill(3), young: makeHours(3, 100) },
    });
    expect(scores({ earlier: null, later: same })).toEqual(scores({ earlier: null, later: one }));
    const [a, b] = [makeHours(1, 20 * 24), makeHours(2, 15 * 24, { noise: 9 })];
    const share = (places: Record<string, Float64Array>) =>
      scores({ earlier: null, later: dataOf(places) }).get(medianOfDays.id)!.share!;
    expect(share({ a, b: b.map((value) => 100 * value) })).toBeCloseTo((share({ a }) + share({ b })) / 2, 9);
  });

  it.each<[string, ForecastData]>([
    ['nothing', dataOf({})],
    ['three days and not a day more', dataOf({ a: makeHours(1, 72 + 24 + 20) })],
    ['what never moves', dataOf({ a: new Float64Array(480).fill(3) })],
  ])('are not told apart by %s', (_what, later) => {
    expect([...scores({ earlier: null, later }).values()]).toEqual(dayMethods.map(() => none));
  });

  it('get the means of hours of each place, whatever the interval of the values', () => {
    const { readings } = madeDays({ days: 3 });
    const data = gatherHours(readings, 'latency_ms', { seed: 1 });
    expect(data).toMatchObject({ stepMs: hour, horizon: 24 });
    const { from, to } = forecastExtent(data)!;
    expect([from % hour, to - from]).toEqual([0, 3 * 24 * hour - hour]);
    const [series] = data.series;
    const own = [...readings].filter(({ place, at }) => series!.key.startsWith(place.device) && at < from + hour);
    const values = own.map((reading) => reading.values.get('latency_ms')!);
    expect(series!.values[0]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9);
  });
});
