import { beforeAll, describe, expect, it } from 'vitest';
import { type ForecastsReport, judgeForecasts, simpleName } from '../../src/app/backtest/judge-forecasts.ts';
import type { ForecastSource } from '../../src/diagnosis/backtest/forecast-source.ts';
import {
  type ForecastData,
  forecastExtent,
  gatherForecastPoints,
} from '../../src/diagnosis/forecasting/forecast-series.ts';
import { type TrainedMember, trainedMembers } from '../../src/diagnosis/forecasting/trained-members.ts';
import { naiveMember, treesName } from '../../src/models/forecasting/forecast-members.ts';
import { bandLevel } from '../../src/models/forecasting/forecast-steps.ts';
import { medianOf60, naiveForecasts } from '../../src/models/forecasting/naive-forecasts.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { makeSeries } from '../models/forecasting/made-series.ts';

const start = Date.UTC(2026, 10, 23);
const minute = 60_000;
const count = 700;
/** In the middle of a step. */
const from = start + 490.5 * minute;

/** Waves that trees can learn. */
const wave = (seed: number) =>
  makeSeries(seed, count).map((value, i) => value * (1 + 0.3 * Math.sin((i * Math.PI) / 20)));
const noise = (seed: number) => {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, () => 20 + randomNormal(random));
};
const constant = new Float64Array(count).fill(3);

/** Values of places, one a minute, by metric. */
function sourceOf(metrics: Record<string, Float64Array[]>): ForecastSource {
  const dataOf = (metric: string): ForecastData => {
    const points = metrics[metric]!.flatMap((values, place) =>
      [...values].flatMap((value, i) =>
        Number.isNaN(value) ? [] : [{ key: `p${place}`, at: start + i * minute, value }],
      ),
    );
    return gatherForecastPoints(points, { seed: 1, most: Number.POSITIVE_INFINITY });
  };
  return { from, metrics: Object.keys(metrics), otherMetrics: [], dataOf, placeOf: (key) => `place ${key}` };
}

const judge = (source: ForecastSource, trained: readonly TrainedMember[] = trainedMembers()) =>
  judgeForecasts(source, { seed: 1, trained });
function ok(report: ForecastsReport, metric: string) {
  const found = report.metrics.find((one) => one.metric === metric)!;
  if (found.outcome !== 'ok') throw new Error(found.reason);
  return found;
}

const simple = [...naiveForecasts, medianOf60].map(({ name }) => name);

describe('a backtest of forecasts', () => {
  let report: ForecastsReport;
  const progress: number[] = [];
  beforeAll(() => {
    const source = sourceOf({
      ...{ wave: [wave(1), wave(2), constant], noise: [noise(3), noise(4)] },
    });
    report = judgeForecasts(source, {
      ...{ seed: 1, trained: trainedMembers() },
      onProgress: ({ done, total }) => progress.push(done / total),
    });
  });

  it('has the simple forecasts and every member that learns, on the same values', () => {
    for (const metric of ['wave', 'noise']) {
      const { lines, forecasts, stepMs, horizon, aheadMs } = ok(report, metric);
      expect(lines.map(({ name }) => name)).toEqual([...simple, ...trainedMembers().map(({ name }) => name)]);
      for (const line of lines) expect(line).toMatchObject({ forecasts, places: 2 });
      expect([stepMs, horizon, aheadMs]).toEqual([minute, 10, 10 * minute]);
    }
    expect(ok(report, 'noise').forecasts).toBe(2 * (count - 490));
  });

  it('lets the gate choose, for a reason that has the numbers of the table', () => {
    const { chosen, lines } = ok(report, 'wave');
    expect(chosen).toMatchObject({ name: treesName, isModel: true });
    for (const { name, share } of lines.filter((line) => line.name !== 'median of 60'))
      expect(chosen.reason).toContain(`${name === treesName ? '10 min ahead' : name} ${share.toFixed(3)}`);
    expect(ok(report, 'noise').chosen).toMatchObject({ name: 'median of 60', isModel: true });
  });

  it('names the places that say nothing about who forecasts better', () => {
    expect(ok(report, 'wave').leftOut).toEqual([{ place: 'place p2', why: 'constant' }]);
  });

  it('tells how far it is, from nothing to all', () => {
    expect([progress[0], progress.at(-1)]).toEqual([0, 1]);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });
});

const only = (values: Float64Array, isThere: (minute: number) => boolean) =>
  values.map((value, i) => (isThere(i) ? value : Number.NaN));
const early = only(wave(1), (i) => i < 480);
const late = only(wave(2), (i) => i >= 685);

it.each<[string, Float64Array[], string]>([
  ['nothing', [], 'it has no values'],
  ['one place that ended', [early], 'at 1 place no value came after the cut'],
  ['one that just began', [late], 'at 1 place too few values came to judge a forecast'],
  ['still ones', [constant, constant], 'at 2 places it did not move after the cut, so its last value was always right'],
  [
    'all of them',
    [late, early, early],
    'at 2 places no value came after the cut; at 1 place too few values came to judge a forecast',
  ],
])('tells why %s can not be judged', (_what, places, reason) => {
  const [found] = judge(sourceOf({ metric: places })).metrics;
  expect(found).toMatchObject({ metric: 'metric', outcome: 'not-judged', reason });
  expect(found!.leftOut).toHaveLength(places.length);
});

describe('what a member of a backtest learns', () => {
  const taught: ForecastData[] = [];
  const watching: TrainedMember = {
    name: 'watching',
    fit(data) {
      taught.push(data);
      return { member: { ...naiveMember(medianOf60, { horizon: data.horizon, level: bandLevel }), name: 'watching' } };
    },
  };

  it('ends before the cut, and what came later changes nothing of it', () => {
    taught.length = 0;
    const before = wave(1);
    judge(sourceOf({ wave: [before] }), [watching]);
    judge(sourceOf({ wave: [before.map((value, i) => (i < 490 ? value : 1000 * i))] }), [watching]);
    expect(forecastExtent(taught[0]!)!.to).toBe(start + 489 * minute);
    expect(taught[1]).toEqual({ ...taught[0]!, series: taught[1]!.series });
    expect(taught[1]!.series).toEqual(taught[0]!.series);
  });

  it('may be too little: then it has no row, and the reason is there', () => {
    const refusing: TrainedMember = { name: 'refusing', fit: () => ({ member: null, reason: 'it does not want to' }) };
    const found = ok(judge(sourceOf({ noise: [noise(1)] }), [refusing, watching]), 'noise');
    expect(found.untrained).toEqual([{ name: 'refusing', reason: 'it does not want to' }]);
    expect(found.lines.map(({ name }) => name)).toEqual([...simple, 'watching']);
  });

  it('is nothing where all values came later, and the simple forecasts are judged all the same', () => {
    const late = wave(2).map((value, i) => (i < 495 ? Number.NaN : value));
    const { chosen, lines, learned, untrained } = ok(judge(sourceOf({ wave: [late] })), 'wave');
    expect(lines.map(({ name }) => name)).toEqual(simple);
    expect(learned).toEqual({ places: 0, steps: 0, taughtPlaces: 0, taughtSteps: 0 });
    expect(chosen).toEqual({ name: simpleName, isModel: false, reason: 'the span holds no values of it' });
    expect(untrained).toEqual([{ name: treesName, reason: expect.stringContaining('fewer than 400 pairs') }]);
  });
});
