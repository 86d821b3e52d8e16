import { describe, expect, it } from 'vitest';
import type { Point } from '../../src/domain/metric-reader.ts';
import { formatNumber } from '../../src/foundation/number-words.ts';
import { forecastDay } from '../../src/learning/kinds/forecast-day.ts';
import type { ModelsInUse } from '../../src/learning/models-in-use.ts';
import { dayBefore, dayMethods, medianOfDays, weekBefore } from '../../src/models/forecasting/day/day-methods.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';
import { chartOfDay } from '../../src/tools/forecast/chart.ts';
import { type DayOfPlace, forecastDayOfPlace } from '../../src/tools/forecast/day-place.ts';
import { describeDay } from '../../src/tools/forecast/day-words.ts';
import { makeHours } from '../models/forecasting/day/made-hours.ts';
import { forecastWorld, now } from './forecast-world.ts';

const place = { device: 'Router-A', interface: null };
const hour = 3_600_000;
const day = 24 * hour;
const running = Math.floor(now / hour) * hour;

/** Three readings in each hour, and one of this moment; NaN is left out. */
const pointsOf = (values: ArrayLike<number>, until = running): Point[] =>
  [
    ...Array.from(values, (value, i) => ({ at: until - (values.length - i) * hour, value })).flatMap(({ at, value }) =>
      [0, 20, 40].map((minute) => ({ at: at + minute * 60_000, value })),
    ),
    ...(until === running ? [{ at: now, value: 1000 }] : []),
  ].filter(({ value }) => !Number.isNaN(value));

interface Asked {
  metric?: string;
  models?: ModelsInUse;
  inMemoryMs?: number;
}
async function ask(points: Point[], { metric = 'cpu_pct', models, inMemoryMs = 2 * hour }: Asked = {}) {
  const world = forecastWorld([[place, metric, points]], { inMemoryMs });
  return forecastDayOfPlace({ ...world, ...(models && { models }) }, { place, metric, now });
}
const wordsOf = async (...asked: Parameters<typeof ask>) => {
  const { title, line, more } = describeDay(await ask(...asked));
  return [title, line, ...more].join(' | ');
};

const inUse = (method = medianOfDays, value: number | null = 0.8): ModelsInUse => {
  const metrics = [{ name: 'error', better: 'lower', value, baselines: { 'same hour yesterday': 1 } }];
  return {
    of: (kind, subject) =>
      kind.kind === forecastDay.kind && subject === 'cpu-pct'
        ? ({ model: { method }, card: { id: 'abc123', metrics } } as never)
        : null,
  };
};

describe('a day in words', () => {
  it('tells the highest and the lowest, when and within which band, by which model, and how much better that was', async () => {
    const found = await ask(pointsOf(makeHours(1, 28 * 24)), { models: inUse() });
    const { line, more, title, byHour } = describeDay(found);
    expect(title).toBe('CPU of Router-A in the next 24 h');
    expect(line).toMatch(
      /^highest about 5[3-8][\d.]* % at \d\d:00 UTC, between [\d.]+ % and [\d.]+ % in nine of ten cases; lowest about 2[2-7][\d.]* % at \d\d:00 UTC, between [\d.]+ % and [\d.]+ %; \d+ % better than the same hour yesterday over the last 7 days$/,
    );
    expect(more[0]).toBe('Forecast by the median of the same hour over seven days, the model abc123.');
    expect(more[1]).toMatch(/^Of 168 hours that came, [89]\d % were within their bands, which are to hold 90 %\.$/);
    expect(more.at(-1)).toMatch(/^Each value is the mean of the hour that begins then\. Hours are UTC: /);
    expect(byHour).toHaveLength(24);
    expect(byHour![1]).toMatch(/^15:00 UTC: about [\d.]+ %, between [\d.]+ % and [\d.]+ %$/);
  });

  it.each([
    ['none-in-use', {}, 'no model of this metric is in use'],
    ['no-such-model', { metric: 'http_response_ms' }, 'no model is about this metric'],
    [
      'not-better',
      { models: inUse(medianOfDays, 1.1) },
      'the model in use did not beat the other methods when it was measured',
    ],
    [
      'not-better',
      { models: inUse(medianOfDays, null) },
      'the model in use did not beat the other methods when it was measured',
    ],
  ] as const)('names the method that is best here and why no model forecasts: %s', async (because, changed, why) => {
    const found = await ask(pointsOf(makeHours(1, 28 * 24, { rest: 30, noise: 1 })), changed);
    expect(found.model).toEqual({ because });
    expect(describeDay(found).more[0]).toBe(
      `Forecast by the ${weekBefore.name}, which has missed least here, because ${why}.`,
    );
  });

  it('has no number that does not follow from the forecast', async () => {
    const random = createRandom(5);
    for (let i = 0; i < 24; i++) {
      const days = 4 + Math.floor(25 * random());
      const values = makeHours(i, days * 24, { noise: 1 + 20 * random(), gaps: random() < 0.3 ? 0.2 : 0 });
      const walk = () => {
        let level = 500;
        return Array.from({ length: days * 24 }, () => (level += randomNormal(random)));
      };
      const method = dayMethods[i % 3]!;
      const level = 10 ** (4 * random() - 2);
      const given = i % 4 === 0 ? walk() : values.map((value) => value * level);
      const metric = i % 2 === 0 ? 'cpu_pct' : 'octets_rate';
      const found = await ask(pointsOf(given), { metric, models: inUse(method) });
      if (found.day.outcome !== 'ok') throw new Error(found.day.outcome);
      const { hours, tested, history, standIns } = found.day;
      const { line, more } = describeDay(found);
      const better = Math.round(100 * (1 - (tested?.errorShare ?? 0)));
      const since = now - (tested?.from ?? now);
      const allowed = new Set([
        ...hours.flatMap(({ median, lower, upper }) =>
          [median, lower, upper].map((value) => formatNumber(Math.abs(value))),
        ),
        ...history.filter(({ at }) => at >= running - day).map(({ value }) => formatNumber(value)),
        ...hours.map(({ at }) => new Date(at).toISOString().slice(11, 13)),
        ...[
          '0.001',
          '00',
          '90',
          'abc123'.slice(3),
          String(Math.abs(better)),
          String(tested?.count ?? 0),
          String(standIns),
        ],
        ...[String(24 - hours.length), String(Math.floor(since / day)), String(Math.floor(since / hour))],
        String(Math.round(100 * (tested?.coverage ?? 0))),
      ]);
      const said = [line, ...more].join(' ').match(/\d+(\.\d+)?/g)!;
      expect(
        said.filter((number) => !allowed.has(number)),
        `${line} ${more}`,
      ).toEqual([]);
      const isKnown = (tested?.count ?? 0) >= 48;
      expect(line.includes('not known yet')).toBe(!isKnown);
      expect(line.includes('% better')).toBe(isKnown && better >= 1);
      expect(line.includes('% worse')).toBe(isKnown && better <= -1);
      expect(line.includes('by which the highest is')).toBe(isKnown && better < 1);
    }
  });

  it('says when it is no better than the same hour yesterday, and what that expects', async () => {
    const found = await ask(pointsOf(makeHours(1, 28 * 24)));
    if (found.day.outcome !== 'ok') throw new Error();
    const history = [
      { at: running - 25 * hour, value: 99 },
      { at: running - 20 * hour, value: 61 },
      { at: running - 10 * hour, value: 18 },
    ];
    const said = (errorShare: number | null) =>
      describeDay({
        ...found,
        day: { ...found.day, history, tested: { count: 140, from: running - 6 * day, errorShare, coverage: 0.9 } },
      } as DayOfPlace).line.split('; ')[2];
    const baseline = 'by which the highest is 61 % at 18:00 UTC and the lowest 18 % at 04:00 UTC';
    expect(said(1.04)).toBe(`4 % worse than the same hour yesterday over the last 6 days, ${baseline}`);
    expect(said(1)).toBe(`no better than the same hour yesterday over the last 6 days, ${baseline}`);
    expect(said(0.86)).toBe('14 % better than the same hour yesterday over the last 6 days');
    expect(said(null)).toBe(
      'nothing can be better than the same hour yesterday, which was always right over the last 6 days',
    );
  });

  it('says of the hour that runs when it began, and one value where all hours read alike', async () => {
    const found = await ask(pointsOf(makeHours(1, 28 * 24)));
    if (found.day.outcome !== 'ok') throw new Error();
    const hours = found.day.hours.map((one, i) => ({
      ...one,
      median: i === 0 ? 90 : 40,
      lower: 39 - (i % 2),
      upper: 95,
    }));
    const line = (changed: typeof hours) =>
      describeDay({ ...found, day: { ...found.day, hours: changed } } as DayOfPlace).line;
    expect(line(hours)).toMatch(/^highest about 90 % in the hour that began at 14:00 UTC, between 39 % and 95 %/);
    expect(line(hours.slice(1))).toMatch(/^about 40 %, between 38 % and 95 % in nine of ten cases at every hour; /);
    const twice = hours.map((one, i) => ({ ...one, median: i === 3 || i === 9 ? 60 : i === 5 || i === 7 ? 20 : 40 }));
    expect(line(twice)).toMatch(/^highest about 60 % at 17:00 UTC, .*; lowest about 20 % at 19:00 UTC, /);
    const tiny = hours.map((one) => ({ ...one, median: 0.0002 }));
    expect(line(tiny)).toMatch(/^under 0\.001 %, between/);
  });

  const gap = (values: Float64Array, from: number, to: number) => {
    values.fill(Number.NaN, values.length - from, values.length - to);
    return values;
  };
  it.each<[string, () => Parameters<typeof ask>, RegExp]>([
    ['of nothing', () => [[]], /No data: there is no CPU of the last weeks to forecast from\.$/],
    [
      'of values that ended',
      () => [pointsOf(makeHours(1, 500), running - 2 * hour)],
      /No forecast: the last value is 2 h 50 min old, from 11:40 UTC\.$/,
    ],
    [
      'of values that ended on another day',
      () => [pointsOf(makeHours(1, 500), running - 20 * hour)],
      /No forecast: the last value is 20 h 50 min old, from 2026-11-22 17:40 UTC\.$/,
    ],
    [
      'of a device that is heard for a day',
      () => [pointsOf(makeHours(1, 25))],
      /No forecast: 25 of the last 168 hours hold a value, and 72 of them must: three days\.$/,
    ],
    [
      'of little more than three days',
      () => [pointsOf(makeHours(1, 130))],
      /how good such forecasts are here is not known yet, for only 35 hours could be compared with what came/,
    ],
    [
      'of a constant series',
      () => [pointsOf(new Array(500).fill(7))],
      /\| 7 % at every hour: it did not move over the last 7 days \| Forecast by/,
    ],
    [
      'over a gap of the day that the method asks',
      () => [pointsOf(gap(makeHours(1, 500), 20, 15)), { models: inUse(dayBefore) }],
      /Forecast by the same hour yesterday, the model abc123\. \| At 5 hours the median of other days stands in, because that day has no value\./,
    ],
    [
      'of what is off at night',
      () => [pointsOf(makeHours(1, 500).map((value, i) => ((i + 18) % 24 < 6 ? Number.NaN : value)))],
      /Nothing is expected at 6 hours, at which none of the last seven days has a value\./,
    ],
    [
      'of a counter that was reset',
      () => [
        pointsOf(Array.from({ length: 500 }, (_, i) => (i < 400 ? 1e6 + 9 * i : 9 * (i - 400)))),
        { metric: 'octets' },
      ],
      /It was reset, as counters are, at 2026-11-19 10:00 UTC: only what came since then is looked at\./,
    ],
    [
      'of a counter that was reset just now',
      () => [
        pointsOf(Array.from({ length: 500 }, (_, i) => (i < 495 ? 1e6 + 9 * i : 9 * (i - 495)))),
        { metric: 'octets' },
      ],
      /No forecast: 5 of the last 168 hours hold a value since it was reset, as counters are, at 09:00 UTC, and 72 of them must: three days\.$/,
    ],
    [
      'where no history is kept',
      () => [pointsOf(makeHours(1, 25)), { inMemoryMs: Number.POSITIVE_INFINITY }],
      /Not all of the span was read: no history is kept here\.$/,
    ],
  ])('says what is the matter with a day %s', async (_what, asked, words) => {
    expect(await wordsOf(...asked())).toMatch(words);
  });
});

describe('the picture of a day', () => {
  it('shows what came, what was expected a day before, and what is expected', async () => {
    const found = await ask(pointsOf(makeHours(1, 28 * 24)));
    if (found.day.outcome !== 'ok') throw new Error();
    const chart = chartOfDay(found)!;
    expect(chart).toMatchObject({ from: running - 7 * day, now, next: null, ahead: 'expected a day before' });
    expect(chart.points).toEqual(found.day.history);
    expect(chart.coming).toEqual(found.day.hours);
    expect(chart.issued).toEqual(found.day.issued.map(({ value: _, ...one }) => one));
    expect(chart.issued.at(-1)!.at).toBe(running - hour);
    expect(chart.to).toBeGreaterThan(running + 23 * hour);
  });

  it('is none where nothing is forecast', async () => {
    expect(chartOfDay(await ask([]))).toBeNull();
  });
});
