import { describe, expect, it } from 'vitest';
import { scoreForecasts } from '../../../src/diagnosis/forecasting/forecast-report.ts';
import {
  type ForecastData,
  keepNewestSteps,
  type PlaceSeries,
} from '../../../src/diagnosis/forecasting/forecast-series.ts';
import { peerMembers, scoreMembers } from '../../../src/diagnosis/forecasting/forecast-trial.ts';
import { trainedMembers } from '../../../src/diagnosis/forecasting/trained-members.ts';
import type { ForecastMember } from '../../../src/models/forecasting/forecast-members.ts';
import { makeSeries } from '../../models/forecasting/made-series.ts';

const steps = { horizon: 10, level: 0.9 };
const cut = 300;

/** Series of all places from their first step on. */
const dataOf = (series: readonly PlaceSeries[]): ForecastData => ({
  ...{ stepMs: 60_000, horizon: steps.horizon, series: [...series], places: series.length },
  steps: series.reduce((sum, { values }) => sum + values.length, 0),
});

function cutAt(places: Record<string, Float64Array>) {
  const parts = Object.entries(places).map(([key, values]) => ({
    earlier: { key, first: 0, values: values.slice(0, cut) },
    later: { key, first: cut, values: values.slice(cut) },
  }));
  return {
    earlier: dataOf(parts.map(({ earlier }) => earlier)),
    later: dataOf(parts.map(({ later }) => later).filter(({ values }) => values.length > 0)),
  };
}

const constantFor = (count: number) => new Float64Array(count).fill(7);
const peers = peerMembers(steps);

/** Always says the same: 20 as the median, 30 as the mean, and a band of its own that a tracker then moves. */
const stubborn: ForecastMember = {
  ...{ name: 'stubborn', ...steps },
  start: () => ({ follow: () => undefined, expect: () => ({ median: 20, mean: 30, below: 5, above: 5 }) }),
};

describe('how forecasts did', () => {
  it('is told as means over places: of the median the absolute error, of the mean the squared one', () => {
    const places = { a: makeSeries(1, 400, { gaps: 0 }), b: makeSeries(2, 350, { gaps: 0.1 }) };
    const { lines, ...all } = scoreForecasts([...peers, stubborn], cutAt(places));
    const known = Object.values(places).map((values) =>
      [...values.subarray(cut)].filter((value) => !Number.isNaN(value)),
    );
    const forecasts = known.reduce((sum, { length }) => sum + length, 0);
    expect(all).toEqual({ forecasts, places: 2, leftOut: [] });
    const over = (of: (values: number[]) => number) => known.reduce((sum, values) => sum + of(values), 0) / 2;
    const mean = (values: number[], of: (value: number) => number) =>
      values.reduce((sum, value) => sum + of(value), 0) / values.length;
    const own = lines.at(-1)!;
    expect(own).toMatchObject({ name: 'stubborn', forecasts, places: 2 });
    expect(own.mae).toBeCloseTo(
      over((values) => mean(values, (value) => Math.abs(value - 20))),
      9,
    );
    expect(own.rmse).toBeCloseTo(
      over((values) => Math.sqrt(mean(values, (value) => (value - 30) ** 2))),
      9,
    );
    expect(lines[0]).toMatchObject({ name: 'last value', share: 1 });
    for (const { coverage, intervalScore } of lines) {
      expect(coverage).toBeGreaterThan(0.5);
      expect(coverage).toBeLessThan(1);
      expect(intervalScore).toBeGreaterThan(0);
    }
  });

  it('has the shares that decide in the gate', () => {
    const trial = cutAt({ a: makeSeries(3, 500), b: makeSeries(4, 420) });
    const decides = scoreMembers(peers, trial);
    for (const { name, share } of scoreForecasts(peers, trial).lines) expect(share).toBe(decides.get(name)!.share);
  });

  it.each<[string, Float64Array, string | null]>([
    ['whose values ended before the cut', makeSeries(5, 300, { gaps: 0 }), 'ended'],
    ['that did not move', constantFor(400), 'constant'],
    ['that began just before the end', makeSeries(6, 400).map((value, i) => (i < 385 ? Number.NaN : value)), 'too-few'],
    ['that moved', makeSeries(7, 400), null],
  ])('leaves out a place %s, and says so', (_what, values, why) => {
    const trial = cutAt({ good: makeSeries(8, 400), odd: values });
    const { leftOut, places, lines } = scoreForecasts(peers, trial);
    expect(leftOut).toEqual(why === null ? [] : [{ key: 'odd', why }]);
    expect([places, lines[0]!.places]).toEqual(why === null ? [2, 2] : [1, 1]);
  });

  it('is nothing where no place can be judged', () => {
    const scores = scoreForecasts(peers, cutAt({ still: constantFor(400) }));
    expect(scores).toEqual({ forecasts: 0, places: 0, lines: [], leftOut: [{ key: 'still', why: 'constant' }] });
  });

  it('is told while it is found out, place by place', () => {
    const told: [number, number][] = [];
    scoreForecasts(peers, cutAt({ a: makeSeries(1, 350), b: makeSeries(2, 350) }), (...step) => told.push(step));
    expect(told).toEqual([
      [0, 2],
      [1, 2],
    ]);
  });
});

describe('what members learn from', () => {
  it('is all of it where it is little, else the newest steps of places that the seed draws', () => {
    const { earlier } = cutAt(
      Object.fromEntries([1, 2, 3, 4].map((seed) => [`p${seed}`, makeSeries(seed, 800, { gaps: 0 })])),
    );
    const long = dataOf(earlier.series.map((one, i) => ({ ...one, values: makeSeries(i, 900, { gaps: 0 }) })));
    expect(keepNewestSteps(long, { seed: 1, most: 3600 }).series).toEqual(long.series);
    const some = keepNewestSteps(long, { seed: 1, most: 1200 });
    expect(some).toMatchObject({ places: 4, steps: 3600, stepMs: 60_000, horizon: 10 });
    expect(some.series).toHaveLength(2);
    for (const { key, first, values } of some.series) {
      expect([first, values.length]).toEqual([300, 600]);
      expect(values).toEqual(long.series.find((one) => one.key === key)!.values.slice(300));
    }
  });
});

describe.each(trainedMembers().map((member) => [member.name, member] as const))('%s', (name, member) => {
  it('is named as the member that it fits, and is the same for the same seed', () => {
    const { earlier } = cutAt({ a: makeSeries(1, cut), b: makeSeries(2, cut) });
    const told: number[] = [];
    const fitted = member.fit(earlier, { seed: 3, progress: (done, total) => told.push(done / total) });
    expect(fitted.member?.name).toBe(name);
    expect(told.at(-1)).toBe(1);
    const trial = cutAt({ a: makeSeries(9, 400) });
    const again = member.fit(earlier, { seed: 3 });
    const [one, other] = [fitted, again].map((each) => scoreForecasts([each.member!], trial));
    expect(one).toEqual(other);
  });

  it('says why it can not be trained where there is too little', () => {
    const fitted = member.fit(dataOf([{ key: 'a', first: 0, values: makeSeries(1, 60) }]), { seed: 1 });
    expect(fitted).toEqual({
      member: null,
      reason: expect.stringMatching(/^the part to learn from has fewer than \d+/),
    });
  });
});
