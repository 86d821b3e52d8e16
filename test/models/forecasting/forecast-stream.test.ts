import { beforeAll, describe, expect, it } from 'vitest';
import { createBandScores, createForecastErrors } from '../../../src/models/evaluation/forecast-errors.ts';
import { leastValues } from '../../../src/models/forecasting/forecast-features.ts';
import { type ForecastMember, naiveMember, treesMember } from '../../../src/models/forecasting/forecast-members.ts';
import { createForecastStream, type Forecast } from '../../../src/models/forecasting/forecast-stream.ts';
import { type ForecastTrees, fitForecastTrees } from '../../../src/models/forecasting/forecast-trees.ts';
import { followNaive, medianOf60, naiveForecasts } from '../../../src/models/forecasting/naive-forecasts.ts';
import { makeSeries } from './made-series.ts';

const horizon = 10;
let trees: ForecastTrees;
beforeAll(() => {
  const series = [1, 2, 3, 4].map((seed) => ({ values: makeSeries(seed, 800, { level: 5 * seed }) }));
  trees = fitForecastTrees(series, { horizon, level: 0.9, seed: 1 })!;
});

const forecasts = (values: ArrayLike<number>, by: ForecastMember = treesMember(trees)): (Forecast | null)[] => {
  const stream = createForecastStream(by);
  return Array.from(values, (value) => stream.push(value));
};

describe('forecasts of one series', () => {
  it('beat every naive one on series that nobody learned from, and their bands hold what they are to hold', () => {
    const names = ['median', ...naiveForecasts.map(({ name }) => name)];
    const errors = new Map(names.map((name) => [name, createForecastErrors()]));
    const bands = createBandScores(0.9);
    for (const level of [1, 17, 300]) {
      const values = makeSeries(40 + level, 1500, { level });
      const naive = naiveForecasts.map((one) => ({ name: one.name, expect: followNaive(one) }));
      const said = forecasts(values);
      for (const [step, value] of values.entries()) {
        const expected = naive.map(({ name, expect }) => [name, expect(value)] as const);
        const [forecast, later] = [said[step], values[step + horizon] ?? Number.NaN];
        if (!forecast || Number.isNaN(later)) continue;
        errors.get('median')!.add(later / level, forecast.median / level);
        for (const [name, one] of expected) errors.get(name)!.add(later / level, one / level);
        bands.add(later, forecast.lower, forecast.upper);
      }
    }
    const [own, ...others] = [...errors.values()].map((one) => one.mae());
    expect(own).toBeLessThan(Math.min(...others));
    expect(Math.abs(bands.coverage() - 0.9)).toBeLessThan(0.02);
  });

  it('do not depend on what comes later', () => {
    const values = makeSeries(9, 600);
    const whole = forecasts(values);
    for (const cut of [25, 100, 399]) {
      const other = values.map((value, step) => (step <= cut ? value : 1e6 * step));
      expect(forecasts(other).slice(0, cut + 1)).toEqual(whole.slice(0, cut + 1));
    }
  });

  it('move with the unit: the same series in microseconds gets the same forecasts in microseconds', () => {
    const values = makeSeries(10, 400);
    const scaled = forecasts(values.map((value) => 1000 * value));
    for (const [step, forecast] of forecasts(values).entries())
      if (forecast) expect(scaled[step]!.median / 1000).toBeCloseTo(forecast.median, 6);
  });

  it('go on over a gap, with what was there before it', () => {
    const values = makeSeries(11, 400, { gaps: 0 });
    values.fill(Number.NaN, 200, 260);
    for (const forecast of forecasts(values).slice(leastValues)) {
      expect(Object.values(forecast!).every(Number.isFinite)).toBe(true);
      expect(forecast!.median).toBeGreaterThan(5);
      expect(forecast!.median).toBeLessThan(40);
    }
  });

  it('begin when there are enough values, and not with a gap', () => {
    const values = [Number.NaN, Number.NaN, ...makeSeries(12, 60, { gaps: 0 })];
    const first = forecasts(values).findIndex((forecast) => forecast !== null);
    expect(first).toBe(leastValues + 1);
    expect(forecasts([Number.NaN, Number.NaN, Number.NaN])).toEqual([null, null, null]);
  });

  it('say of a constant series what it is', () => {
    expect(forecasts(new Float64Array(100).fill(7)).at(-1)).toEqual({ median: 7, mean: 7, lower: 7, upper: 7 });
  });

  it('find back after a series was constant, and after one value that is far out, such as a counter that was reset', () => {
    const values = makeSeries(13, 600, { gaps: 0 });
    values.fill(20, 0, 200);
    values[300] = 1e9;
    const said = forecasts(values);
    for (const forecast of said.slice(leastValues)) expect(Object.values(forecast!).every(Number.isFinite)).toBe(true);
    for (const forecast of said.slice(345))
      for (const of of ['median', 'mean'] as const) expect(Math.abs(forecast![of] - 20), of).toBeLessThan(20);
  });

  it('have a median within the band, and ends that do not cross', () => {
    for (const forecast of forecasts(makeSeries(14, 1000)).slice(leastValues)) {
      expect(forecast!.lower).toBeLessThanOrEqual(forecast!.median);
      expect(forecast!.upper).toBeGreaterThanOrEqual(forecast!.median);
    }
  });
});

describe.each([...naiveForecasts, medianOf60])('the $name as a member', (naive) => {
  const member = naiveMember(naive, { horizon, level: 0.9 });

  it('expects what the naive forecast of its name expects, and goes on over gaps', () => {
    const values = makeSeries(15, 500, { gaps: 0.1 });
    const expected = Array.from(values, followNaive(naive));
    const said = forecasts(values, member);
    expect(said.findIndex((one) => one !== null)).toBeLessThan(leastValues + 10);
    for (const [step, forecast] of said.entries())
      if (forecast && step > leastValues + horizon) expect([step, forecast.median]).toEqual([step, expected[step]]);
  });

  it('has a band that comes to hold what it is to hold, whatever the unit', () => {
    for (const level of [0.01, 20, 1e6]) {
      const values = makeSeries(16, 3000, { level });
      const bands = createBandScores(0.9);
      for (const [step, forecast] of forecasts(values, member).entries()) {
        const later = values[step + horizon] ?? Number.NaN;
        if (forecast && !Number.isNaN(later)) bands.add(later, forecast.lower, forecast.upper);
      }
      expect(Math.abs(bands.coverage() - 0.9)).toBeLessThan(0.02);
    }
  });

  it('says of a constant series what it is', () => {
    const said = forecasts(new Float64Array(100).fill(7), member);
    expect(said.at(-1)).toEqual({ median: 7, mean: 7, lower: 7, upper: 7 });
  });
});

describe('the fit of forecast trees', () => {
  it('answers that there is nothing to learn from where there is too little', () => {
    const options = { horizon, level: 0.9, seed: 1 };
    expect(fitForecastTrees([], options)).toBeNull();
    expect(fitForecastTrees([{ values: makeSeries(1, 200) }], options)).toBeNull();
    expect(fitForecastTrees([{ values: new Float64Array(5000).fill(3) }], options)).toBeNull();
    expect(fitForecastTrees([{ values: new Float64Array(5000).fill(Number.NaN) }], options)).toBeNull();
  });

  it('grows the same median, and nothing else, for a trial', () => {
    const series = [{ values: makeSeries(21, 600) }];
    const [whole, trial] = [false, true].map(
      (isTrial) => fitForecastTrees(series, { horizon, level: 0.9, seed: 1, isTrial })!,
    );
    expect(trial!.median).toEqual(whole!.median);
    for (const of of ['mean', 'lower', 'upper'] as const) expect(trial![of]).toBe(trial!.median);
  });

  it('learns the same from the same, whatever stands where it may not look', () => {
    const values = makeSeries(20, 700, { gaps: 0 });
    const masked = values.map((value, step) => (step < 600 ? value : Number.NaN));
    const learn = (one: Float64Array) => fitForecastTrees([{ values: one }], { horizon, level: 0.9, seed: 1 });
    expect(learn(masked)).toEqual(learn(values.slice(0, 600)));
    expect(learn(values)).not.toEqual(learn(masked));
  });
});
