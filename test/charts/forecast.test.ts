import { describe, expect, it } from 'vitest';
import { renderSvg } from '../../src/charts/render.ts';
import { type ForecastChart, forecast } from '../../src/charts/specs/forecast.ts';
import { end, start } from './chart-case.ts';
import { chartContract } from './chart-contract.ts';

const now = end - 60_000;
const full: ForecastChart = {
  ...{ metric: 'latency_ms', label: 'Router-A eth1', from: start, to: end, now },
  points: Array.from({ length: 109 }, (_, i) => ({ at: start + i * 5_000, value: 12 + (i % 5) })),
  issued: Array.from({ length: 100 }, (_, i) => ({ at: start + 45_000 + i * 5_000, median: 14, lower: 11, upper: 17 })),
  next: { at: end - 10_000, median: 14.2, lower: 11.1, upper: 17.3 },
};

chartContract('forecast', {
  full,
  of: (points, label) => ({ ...full, label, points }),
  axes: ['Latency (ms)', '23 Nov 2026, UTC'],
  says: [
    'Forecast of Latency of Router-A eth1',
    'about 14.2 ms at 03:09:50, between 11.1 ms and 17.3 ms',
    'highest 16 ms at 03:00:20',
    'last 15 ms at 03:09:00',
  ],
  impossible: [
    { ...full, to: start },
    { ...full, now: end + 1 },
    { ...full, next: { ...full.next!, at: end + 1 } },
    { ...full, next: { ...full.next!, at: now - 1 } },
    { ...full, coming: [full.next!] },
    { ...full, next: null, coming: [{ ...full.next!, at: end + 1 }] },
    { ...full, next: null, coming: [{ ...full.next!, at: Number.NaN }] },
  ],
});

const hour = 3_600_000;
const monday = Date.UTC(2026, 10, 23);
const rhythm = (at: number) => 40 - 20 * Math.cos((at / hour / 12) * Math.PI);
const hours = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + i * hour).map((at) => ({
    ...{ at, median: rhythm(at), lower: rhythm(at) - 5, upper: rhythm(at) + 8 },
  }));
const day: ForecastChart = {
  ...{ metric: 'cpu_pct', label: 'Router-A', from: monday - 7 * 24 * hour, to: monday + 38 * hour },
  ...{ now: monday + 14.5 * hour, next: null, ahead: 'expected a day before' },
  points: hours(monday - 7 * 24 * hour, 7 * 24 + 14).map(({ at }) => ({ at, value: rhythm(at) + 2 })),
  issued: hours(monday - 7 * 24 * hour, 7 * 24 + 14),
  coming: hours(monday + 14 * hour, 24),
};

interface Drawn {
  data?: { values: { at: number }[] };
  mark: { type: string };
}
const layersAfterNow = (chart: ForecastChart) =>
  (forecast.spec(chart) as unknown as { layer: Drawn[] }).layer.filter(({ data }) =>
    data?.values.some(({ at }) => at > chart.now),
  );

describe('the chart of a forecast of many moments', () => {
  it('says the highest and the lowest of them, with bands for those who can not see', async () => {
    expect(forecast.problem(day)).toBeNull();
    expect(forecast.altText(day)).toMatch(
      /^Forecast of CPU of Router-A: highest about 60 % at 24 Nov 12:00, between 55 % and 68 %, lowest about 20 % at 24 Nov 00:00, between 15 % and 28 %, highest 62 % at/,
    );
    expect(forecast.spec(day).title).toMatchObject({
      subtitle: 'highest about 60 % at 24 Nov 12:00  ·  lowest about 20 % at 24 Nov 00:00',
    });
  });

  it('says one value where all read alike, with all that their bands hold', () => {
    const coming = day.coming!.map((one, i) => ({ ...one, median: 7, lower: 6 - (i % 2), upper: 8 + (i % 3) }));
    expect(forecast.altText({ ...day, coming })).toContain(': about 7 % throughout, between 5 % and 10 %, highest');
  });

  it('draws all of them to the right of now with their band, and names how long before they were expected', async () => {
    const spec = JSON.stringify(forecast.spec(day));
    expect(spec).toContain('expected a day before');
    expect(spec).not.toContain('ten minutes');
    const coming = layersAfterNow(day);
    expect(coming.map(({ mark }) => mark.type)).toEqual(['area', 'line']);
    for (const { data } of coming) expect(data!.values).toHaveLength(24);
    expect(layersAfterNow({ ...day, coming: day.coming!.slice(-1) }).at(-1)!.mark.type).toBe('point');
    expect(await renderSvg(forecast.spec(day))).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('shows what came alone where nothing is expected, and leaves out what is no number', () => {
    expect(forecast.altText({ ...day, coming: [] })).toMatch(/^Forecast of CPU of Router-A: highest 62 % at/);
    const odd = day.coming!.map((one, i) => (i === 22 ? { ...one, median: Number.NaN } : one));
    expect(forecast.altText({ ...day, coming: odd })).toContain('highest about 59.3 % at');
  });
});

describe('the chart of a forecast', () => {
  it('says no forecast where there is none, and shows what came', () => {
    expect(forecast.altText({ ...full, next: null })).toMatch(/^Forecast of Latency of Router-A eth1: highest 16 ms/);
  });

  it('has words for what is too small for its figures', () => {
    const next = { ...full.next!, median: 0.0002, lower: 0 };
    expect(forecast.altText({ ...full, next })).toContain('eth1: under 0.001 ms at 03:09:50, between 0 ms and');
  });

  it('is not made flat by a few bands that are far too wide, and not emptied by ends that are no numbers', () => {
    const highest = (chart: ForecastChart) => {
      const [, top] = /"domain":\[[\d.-]+,([\d.]+)\],"nice":true/.exec(JSON.stringify(forecast.spec(chart)))!;
      return Number(top);
    };
    const wide = full.issued.map((one, i) => (i < 3 ? { ...one, upper: 5_000 } : one));
    const odd = full.issued.map((one, i) => (i < 3 ? { ...one, lower: Number.NEGATIVE_INFINITY } : one));
    for (const issued of [wide, odd]) expect(highest({ ...full, issued })).toBeLessThan(1.2 * highest(full));
  });
});
