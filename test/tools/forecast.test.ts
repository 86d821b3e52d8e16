import { beforeAll, describe, expect, it } from 'vitest';
import type { Point } from '../../src/domain/metric-reader.ts';
import { formatNumber } from '../../src/foundation/number-words.ts';
import { forecastShort } from '../../src/learning/kinds/forecast-short.ts';
import type { ModelsInUse } from '../../src/learning/models-in-use.ts';
import { createRandom } from '../../src/models/random.ts';
import type { ModelCard } from '../../src/models/registry/model-card.ts';
import { type ForecastOfPlace, forecastPlace } from '../../src/tools/forecast/place.ts';
import { findTarget } from '../../src/tools/forecast/target.ts';
import { describeForecast } from '../../src/tools/forecast/words.ts';
import { madeSpan } from '../diagnosis/made-span.ts';
import { gather } from '../learning/trained.ts';
import { makeSeries } from '../models/forecasting/made-series.ts';
import { forecastWorld, now, pointsOf } from './forecast-world.ts';

const place = { device: 'Router-A', interface: null };
const hour = 3_600_000;

async function ask(
  points: Point[],
  changed: { metric?: string; hours?: number; models?: ModelsInUse; inMemoryMs?: number } = {},
) {
  const { metric = 'latency_ms', hours = 12, models, inMemoryMs = 2 * hour } = changed;
  const world = forecastWorld([[place, metric, points]], { inMemoryMs });
  return forecastPlace({ ...world, ...(models && { models }) }, { place, metric, hours, now });
}

const wordsOf = async (...asked: Parameters<typeof ask>) => {
  const { title, line, more } = describeForecast(await ask(...asked));
  return [title, line, ...more].join(' | ');
};

const wave = (count: number, seed = 7) =>
  makeSeries(seed, count, { level: 12 }).map((value, i) => value * (1 + 0.2 * Math.sin((i * Math.PI) / 20)));

let model: { model: object; card: ModelCard };
beforeAll(() => {
  const fitted = forecastShort.fit(gather(forecastShort, madeSpan()), {
    seed: 1,
    settings: { falseAlarmsPerDeviceDay: 1 },
  });
  model = { model: fitted.model!, card: { id: 'abc123', metrics: [metricOf(0.4)] } as unknown as ModelCard };
});
const metricOf = (value: number | null) => ({
  name: 'error',
  better: 'lower' as const,
  value,
  baselines: { 'last value': 1 },
});
const inUse = (changed: Partial<ModelCard> = {}): ModelsInUse => ({
  of: (_kind, subject) =>
    subject === 'latency-ms' ? ({ ...model, card: { ...model.card, ...changed } } as never) : null,
});

describe('a forecast in words', () => {
  it('tells what is expected when, within which band, by which model, and how much better that was', async () => {
    const found = await ask(pointsOf(wave(1440)), { models: inUse() });
    if (found.forecast.outcome !== 'ok') throw new Error(found.forecast.outcome);
    const { line, more, title } = describeForecast(found);
    expect(title).toBe('Latency of Router-A');
    expect(line).toMatch(
      /^about [\d.]+ ms at 14:40 UTC, between [\d.]+ ms and [\d.]+ ms in nine of ten cases; \d+ % better than the last value over the last 12 h$/,
    );
    expect(more[0]).toBe('Forecast by boosted trees, the model abc123.');
    expect(found.forecast.tested!.errorShare).toBeLessThan(0.6);
  });

  it.each([
    ['none-in-use', {}, 'no model of this metric is in use'],
    ['no-such-model', { metric: 'http_response_ms' }, 'no model is about this metric'],
  ] as const)('names the naive one and why no model forecasts: %s', async (because, changed, why) => {
    const found = await ask(pointsOf(makeSeries(3, 1440, { level: 12 })), changed);
    expect(found.model).toEqual({ because });
    expect(describeForecast(found).more[0]).toMatch(
      new RegExp(
        `^Forecast by the (last value|moving average 0.2|median of \\d0), which has missed least here .*, because ${why}\\.$`,
      ),
    );
  });

  it.each([
    ['did not beat its baselines', 'not-better', { metrics: [metricOf(1.1)] }, {}],
    ['was never measured', 'not-better', { metrics: [metricOf(null)] }, {}],
    ['is about other steps', 'other-steps', {}, { everyMs: 300_000 }],
  ] as const)('falls back to the naive one where the model in use %s', async (_what, because, card, points) => {
    const found = await ask(pointsOf(wave(400), points), { models: inUse(card as Partial<ModelCard>) });
    expect(found.model).toEqual({ because });
    expect(found.forecast).toMatchObject({ outcome: 'ok', member: expect.not.stringContaining('trees') });
  });

  it('has no number that does not follow from the forecast', async () => {
    const random = createRandom(5);
    for (let i = 0; i < 20; i++) {
      const level = 10 ** (4 * random() - 1);
      const values = random() < 0.5 ? makeSeries(i, 900, { level }) : wave(900, i).map((value) => (value * level) / 12);
      const found = await ask(pointsOf(values), {
        hours: 1 + Math.floor(8 * random()),
        ...(i % 2 === 0 && { models: inUse() }),
      });
      if (found.forecast.outcome !== 'ok') throw new Error(found.forecast.outcome);
      const { median, lower, upper, tested, last, at, member } = found.forecast;
      const { line, more } = describeForecast(found);
      const better = Math.round(100 * (1 - tested!.errorShare!));
      const allowed = [
        ...[median, lower, upper, last].map(formatNumber),
        ...new Date(at).toISOString().slice(11, 16).split(':'),
        ...[String(Math.abs(better)), String((now - found.from) / hour), String(tested!.count)],
        ...[`${Math.round(100 * tested!.coverage)}`, '90', ...(member.match(/[\d.]+/g) ?? []), 'abc123'.slice(3)],
      ];
      const said = [line, ...more].join(' ').match(/\d+(\.\d+)?/g)!;
      expect(
        said.filter((number) => !allowed.includes(number)),
        `${line} ${more}`,
      ).toEqual([]);
      expect(line.includes('% better')).toBe(better >= 1);
      expect(line.includes('worse than the last value')).toBe(better <= -1);
      expect(line.includes('and that value is')).toBe(better < 1);
    }
  });

  it('has words for what is too small for its figures, and names a median as what it is', async () => {
    const tiny = Array.from({ length: 900 }, (_, i) => 0.0002 + 0.0001 * ((i * 7919) % 5));
    expect(describeForecast(await ask(pointsOf(tiny))).line).toMatch(/^under 0\.001 ms at 14:40 UTC, between /);
    const median: ModelsInUse = {
      of: () =>
        ({ model: { stepMs: 60_000, horizon: 10, forecast: { by: 'median' }, tried: [] }, card: model.card }) as never,
    };
    const { more } = describeForecast(await ask(pointsOf(wave(900)), { models: median }));
    expect(more[0]).toBe('Forecast by the median of 60, the model abc123.');
  });

  it('says when it is no better than the last value, and what that is', async () => {
    const found = await ask(pointsOf(makeSeries(1, 1440)));
    if (found.forecast.outcome !== 'ok') throw new Error();
    const said = (errorShare: number) =>
      describeForecast({
        ...found,
        forecast: {
          ...(found.forecast as Extract<typeof found.forecast, { outcome: 'ok' }>),
          last: 11.8,
          tested: { count: 700, from: now - 12 * hour + 60_000, errorShare, coverage: 0.9 },
        },
      } as ForecastOfPlace).line.split('; ')[1];
    expect(said(1.04)).toBe('4 % worse than the last value over the last 12 h, and that value is 11.8 ms');
    expect(said(1)).toBe('no better than the last value over the last 12 h, and that value is 11.8 ms');
    expect(said(0.86)).toBe('14 % better than the last value over the last 12 h');
  });

  it.each<[string, () => Parameters<typeof ask>, RegExp]>([
    ['of nothing', () => [[]], /No data: there is no latency of the last hours to forecast from\.$/],
    [
      'over a gap that lasts',
      () => [pointsOf(makeSeries(1, 900, { gaps: 0 }), { end: now - 25 * 60_000 })],
      /No forecast: the last value is 25 min old, from 14:05 UTC\.$/,
    ],
    [
      'of a new device',
      () => [pointsOf([1, 2, 3, 2, 1, 2, 3])],
      /No forecast: 7 of the 30 steps of 1 min that are needed hold a value\.$/,
    ],
    [
      'of little more than a new device',
      () => [pointsOf(makeSeries(1, 40, { gaps: 0 }))],
      /how good such forecasts are here is not known yet, for only 11 of them could be compared with what came/,
    ],
    [
      'of a constant series',
      () => [pointsOf(new Array(1440).fill(7))],
      /\| 7 ms at 14:40 UTC: it did not move over the last 12 h \|/,
    ],
    [
      'of a counter that was reset',
      () => [
        pointsOf(Array.from({ length: 900 }, (_, i) => (i < 600 ? 1e6 + 9 * i : 9 * (i - 600)))),
        { metric: 'octets' },
      ],
      /It was reset, as counters are, at 09:31 UTC: only what came since then is looked at\.$/,
    ],
    [
      'of a counter that was reset just now',
      () => [
        pointsOf(Array.from({ length: 900 }, (_, i) => (i < 895 ? 1e6 + 9 * i : 9 * (i - 895)))),
        { metric: 'octets' },
      ],
      /No forecast: 5 of the 30 steps of 1 min that are needed hold a value since it was reset, as counters are, at 14:26 UTC\.$/,
    ],
    [
      'where no history is kept',
      () => [pointsOf(makeSeries(1, 100)), { inMemoryMs: Number.POSITIVE_INFINITY }],
      /Not all of the span was read: no history is kept here\.$/,
    ],
  ])('says what is the matter with a forecast %s', async (_what, asked, words) => {
    expect(await wordsOf(...asked())).toMatch(words);
  });
});

describe('what is forecast', () => {
  const points = pointsOf(makeSeries(1, 60));
  const port = (name: string) => ({ device: 'Router-A', interface: name });
  const world = forecastWorld(
    [
      [port('eth2'), 'latency_ms', points],
      [port('eth1'), 'latency_ms', points],
      [place, 'cpu_pct', points],
      [place, 'fan_rpm', points],
    ],
    { inMemoryMs: hour },
  );
  const find = (question: { device: string; interface?: string; metric?: string }) =>
    findTarget({ ...world, topology: world.topology }, question, now);

  it.each([
    [{ device: 'Router-A' }, { place: port('eth1'), metric: 'latency_ms', others: [port('eth2')] }],
    [
      { device: 'router-a', interface: 'ETH2' },
      { place: port('eth2'), metric: 'latency_ms', others: [] },
    ],
    [
      { device: 'Router-A', metric: 'CPU_pct' },
      { place, metric: 'cpu_pct', others: [] },
    ],
    [
      { device: 'Router-A', metric: 'fan_rpm' },
      { place, metric: 'fan_rpm', others: [] },
    ],
  ])('of %j is found', async (question, target) => {
    expect(await find(question)).toEqual(target);
  });

  it.each([
    [{ device: 'Router-AA' }, /No device Router-AA is in the inventory\. Did you mean Router-A\?/],
    [{ device: 'Router-B' }, /Router-B sent nothing in the last 24 h\. That does not mean that it is well\./],
    [{ device: 'Router-A', interface: 'eth11' }, /No interface eth11 of Router-A sent anything.*Did you mean eth1\?/],
    [
      { device: 'Router-A', metric: 'cpu_pc' },
      /Router-A sent no cpu_pc in the last 24 h\. Did you mean cpu_pct\? It sends latency_ms, cpu_pct, fan_rpm\./,
    ],
    [{ device: 'Router-A', interface: 'eth1', metric: 'cpu_pct' }, /Router-A eth1 sent no cpu_pct/],
  ])('of %j is not there, in words', async (question, problem) => {
    expect(await find(question)).toEqual({ problem: expect.stringMatching(problem) });
  });

  it('is found where nothing but memory is there', async () => {
    const bare = forecastWorld([[place, 'cpu_pct', points]]);
    expect(await findTarget({ ...bare, topology: bare.topology }, { device: 'Router-A' }, now)).toMatchObject({
      metric: 'cpu_pct',
    });
  });
});
