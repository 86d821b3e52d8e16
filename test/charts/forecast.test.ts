import { describe, expect, it } from 'vitest';
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
  ],
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
