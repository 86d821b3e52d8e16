import { describe, expect, it } from 'vitest';
import {
  forecastExtent,
  forecastSeriesBetween,
  gatherForecastSeries,
} from '../../src/diagnosis/forecasting/forecast-series.ts';
import type { TrainingInput } from '../../src/diagnosis/training.ts';
import { forecastSubject } from '../../src/learning/forecast-subjects.ts';
import { type ForecastShort, forecastShort, memberOf } from '../../src/learning/kinds/forecast-short.ts';
import { packForecastLstm } from '../../src/models/forecasting/lstm/lstm-json.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { madeSpan } from '../diagnosis/made-span.ts';
import { startAt, topology } from '../diagnosis/simulated.ts';
import { madeLstm } from '../models/forecasting/lstm/made-lstm.ts';
import { kindContract } from './kind-contract.ts';
import { cutInTime, gather } from './trained.ts';

const settings = { falseAlarmsPerDeviceDay: 1 };
const learned = (input: TrainingInput) => forecastShort.fit(gather(forecastShort, input), { seed: 1, settings });

kindContract(forecastShort, {
  span: madeSpan,
  crippled({ forecast, ...rest }) {
    if (forecast.by !== 'trees') throw new Error(`${forecast.by} was better, and it can not be crippled`);
    const { trees } = forecast;
    return { ...rest, forecast: { by: 'trees' as const, trees: { ...trees, median: { ...trees.median, base: 50 } } } };
  },
});

/** The same readings with other values of latency. */
const withLatency = (input: TrainingInput, of: (value: number, i: number) => number | null): TrainingInput => ({
  ...input,
  readings: [...input.readings].map(({ values, ...rest }, i) => {
    const value = values.has('latency_ms') ? of(values.get('latency_ms')!, i) : null;
    return { ...rest, values: new Map(value === null ? [['cpu_pct', 3]] : [['latency_ms', value]]) };
  }),
});

describe('forecasts of ten minutes', () => {
  it('are of every metric of ours that moves by itself', () => {
    expect(forecastSubject('latency_ms')).toBe('latency-ms');
    expect(['bandwidth_mbps', 'http_response_ms', 'toString'].map(forecastSubject)).toEqual([null, null, null]);
    expect(forecastShort.subjects(topology)).toEqual([
      ...['latency-ms', 'packet-loss-pct', 'throughput-mbps', 'cpu-pct', 'memory-pct', 'jitter-ms', 'error-rate-pct'],
    ]);
  });

  it.each<[string, () => TrainingInput, RegExp]>([
    ['a span without the metric', () => withLatency(madeSpan({ minutes: 60 }), () => null), /holds no values of it/],
    ['a short span', () => madeSpan({ minutes: 60 }), /too few values that move: 400 pairs/],
    ['a metric that never moves', () => withLatency(madeSpan(), () => 7), /too few values that move/],
  ])('are not learned from %s, with the reason', (_what, input, reason) => {
    expect(learned(input())).toMatchObject({ model: null, reason: expect.stringMatching(reason) });
  });

  it('are the median of 60 where noise is all that moves a metric', () => {
    const random = createRandom(3);
    const noise = withLatency(madeSpan(), () => 10 + randomNormal(random));
    const found = learned(noise);
    if (found.model === null) throw new Error(found.reason);
    expect(found.model.forecast).toEqual({ by: 'median' });
    const restored = forecastShort.fromArtefact(JSON.parse(JSON.stringify(forecastShort.toArtefact(found.model))), 'x');
    expect(restored).toEqual(found.model);
    expect(forecastShort.card(found.model, gather(forecastShort, noise))).toMatchObject({
      ...{ method: expect.stringContaining('median of the last 60'), features: ['median of the last 60'] },
    });
  });

  it('can be a network, which is stored with its losses and its rivals', () => {
    const model: ForecastShort = {
      ...{ stepMs: 60_000, horizon: 10, forecast: { by: 'lstm', lstm: madeLstm() } },
      tried: [
        { name: 'median of 60', share: 0.9 },
        { name: 'boosted trees', share: 0.8 },
        { name: 'LSTM', share: 0.7 },
      ],
    };
    expect(forecastShort.fromArtefact(JSON.parse(JSON.stringify(forecastShort.toArtefact(model))), 'x')).toEqual(model);
    expect(memberOf(model).name).toBe('LSTM');
    expect(forecastShort.losses!(model)).toEqual(madeLstm().losses);
    const { method, features } = forecastShort.card(model, gather(forecastShort, madeSpan({ minutes: 90 })));
    expect(method).toMatch(/^A network of two layers/);
    expect(method).toContain('median of 60 0.900, boosted trees 0.800, LSTM 0.700.');
    expect(features).toContain('values of the last 30 steps');
  });

  it('have no losses where trees or a median forecast, and tell why no network was tried', () => {
    const found = learned(madeSpan());
    if (found.model === null) throw new Error(found.reason);
    expect(forecastShort.losses!(found.model)).toBeNull();
    expect(found.model.tried.map(({ name }) => name)).toEqual(['median of 60', 'boosted trees', 'LSTM']);
    expect(found.model.tried.at(-1)).toMatchObject({ share: null, because: 'needs 10000 values' });
    expect(forecastShort.card(found.model, gather(forecastShort, madeSpan())).method).toContain(
      'LSTM not measured (needs 10000 values)',
    );
  });

  it('are read from what an earlier release has stored, which knew no network', () => {
    const found = learned(madeSpan());
    if (found.model === null) throw new Error(found.reason);
    const { tried: _, ...before } = forecastShort.toArtefact(found.model) as Record<string, unknown>;
    const again = forecastShort.fromArtefact(JSON.parse(JSON.stringify(before)), 'x');
    expect(again).toEqual({ ...found.model, tried: [] });
    expect(forecastShort.card(again, gather(forecastShort, madeSpan())).method).not.toContain('Tried');
  });

  it('are not put in use where the later part can not judge them, because others need no training', () => {
    const data = gather(forecastShort, madeSpan());
    expect(forecastShort.gate(forecastShort.evaluate(null, cutInTime(forecastShort, data), settings), null)).toEqual({
      ...{ decision: 'keep', reason: expect.stringContaining('not measured') },
    });
  });

  it('are not judged by a model of other steps', () => {
    const found = learned(madeSpan());
    const coarse = cutInTime(forecastShort, gather(forecastShort, madeSpan({ minutes: 1200, everyMs: 300_000 })));
    for (const { value } of forecastShort.evaluate(found.model, coarse, settings)) expect(value).toBeNull();
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['no steps', { trees: null }],
    ['a step of no length', { stepMs: 0, horizon: 10, trees: null }],
    ['a list that is none', { stepMs: 60_000, horizon: 10, trees: null, tried: 'all' }],
    ['a network of other steps', { stepMs: 60_000, horizon: 2, trees: null, lstm: packForecastLstm(madeLstm()) }],
    ['trees that are none', { stepMs: 60_000, horizon: 10, trees: {} }],
  ])('refuse to be restored from %s', (_what, stored) => {
    expect(() => forecastShort.fromArtefact(stored, 'x')).toThrowError(
      expect.objectContaining({ code: 'model-artefact-damaged' }),
    );
  });
});

describe('the series that forecasts are learned from', () => {
  const one = (times: readonly number[]) =>
    times.map((second, i) => ({
      ...{ place: { device: 'a', interface: null }, at: startAt + second * 1000, values: new Map([['cpu_pct', i]]) },
    }));
  const steps = (from: number, to: number, every: number) =>
    Array.from({ length: Math.ceil((to - from) / every) }, (_, i) => from + i * every);

  it.each([
    [1, 60, 10],
    [10, 60, 10],
    [61, 60, 10],
    [300, 300, 2],
    [900, 900, 1],
    [3600, 3600, 1],
  ])('have, with a value every %i s, steps of %i s, %i of them ahead', (every, stepSeconds, horizon) => {
    const data = gatherForecastSeries(one(steps(0, 40 * every, every)), 'cpu_pct', { seed: 1 });
    expect([data.stepMs, data.horizon]).toEqual([stepSeconds * 1000, horizon]);
  });

  it('hold the mean of a step, and nothing where nothing was measured', () => {
    const aligned = Math.ceil(startAt / 60_000) * 60 - startAt / 1000;
    const data = gatherForecastSeries(
      one([...steps(0, 60, 20), ...steps(180, 240, 20)].map((s) => s + aligned)),
      'cpu_pct',
      {
        seed: 1,
      },
    );
    expect([...data.series[0]!.values]).toEqual([1, Number.NaN, Number.NaN, 4]);
  });

  it('are bounded: of many places some are drawn, of a long time the newest stays, and both are counted', () => {
    const { readings } = madeSpan({ minutes: 1500, gaps: 0 });
    const places = topology.devices.length;
    const gathered = (seed: number) => gatherForecastSeries(readings, 'latency_ms', { seed, most: 1300 });
    const data = gathered(1);
    expect(data).toMatchObject({ places, steps: places * 1500 });
    expect(data.series.map(({ values }) => values.length)).toEqual([600, 600]);
    expect(forecastExtent(data)!.to).toBe(Math.floor(readings.at(-1)!.at / 60_000) * 60_000);
    expect(gathered(1)).toEqual(data);
    const drawn = [1, 2, 3, 4, 5].map((seed) =>
      gathered(seed)
        .series.map(({ key }) => key)
        .join(),
    );
    expect(new Set(drawn).size).toBeGreaterThan(1);
    const found = forecastShort.fit(gathered(1), { seed: 1, settings });
    if (found.model === null) throw new Error(found.reason);
    expect(forecastShort.card(found.model, data).method).toContain(
      `Of ${places} places and ${places * 1500} steps, 2 and 1200 taught.`,
    );
  });

  it('are cut in time into parts that make the whole', () => {
    const data = gatherForecastSeries(madeSpan({ minutes: 90 }).readings, 'latency_ms', { seed: 1 });
    const count = ({ series }: typeof data) =>
      series.reduce((sum, { values }) => sum + values.filter((value) => !Number.isNaN(value)).length, 0);
    const { from, to } = forecastExtent(data)!;
    for (const share of [0, 0.013, 0.5, 0.987, 1]) {
      const cut = from + share * (to - from);
      const parts = [
        forecastSeriesBetween(data, Number.NEGATIVE_INFINITY, cut),
        forecastSeriesBetween(data, cut, Number.POSITIVE_INFINITY),
      ] as const;
      expect(count(parts[0]) + count(parts[1])).toBe(count(data));
      expect(forecastExtent(parts[0])!.to).toBeLessThanOrEqual(cut);
    }
  });
});
