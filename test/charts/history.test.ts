import { describe, expect, it } from 'vitest';
import { renderPng } from '../../src/charts/render.ts';
import { type HistoryBars, type HistoryChart, type HistoryGrid, history } from '../../src/charts/specs/history.ts';
import { end, start } from './chart-case.ts';
import { chartContract } from './chart-contract.ts';

const points = (of: (second: number) => number) =>
  Array.from({ length: 60 }, (_, i) => ({ at: start + i * 10_000, value: of(i) }));
const full: HistoryChart = {
  ...{ form: 'lines', metric: 'latency_ms', title: 'site Oslo (3 devices)', from: start, to: end },
  lines: [
    { label: 'mean', points: points((i) => 4 + (i % 3)) },
    { label: 'highest', points: points((i) => 10 + (i % 5)) },
  ],
};

chartContract('history', {
  full,
  of: (own, title) => ({ ...full, title, lines: [{ label: title, points: own }] }),
  axes: ['Latency (ms)', '23 Nov 2026, UTC'],
  says: ['Latency of site Oslo (3 devices)', 'between 4 ms and 14 ms'],
  impossible: [
    { ...full, to: start },
    { ...full, from: Number.NaN },
  ],
});

const bars = (labels: readonly string[], change: Partial<HistoryBars> = {}): HistoryBars => ({
  ...{ form: 'bars', metric: 'latency_ms', title: 'all places' },
  bars: labels.map((label, i) => ({ label, value: 10 - i })),
  ...change,
});
const grid: HistoryGrid = {
  ...{
    form: 'grid',
    metric: 'throughput_mbps',
    title: 'all places',
    rows: ['Mon', 'Tue'],
    columns: ['00', '01', '02'],
  },
  cells: [
    { row: 0, column: 1, value: 5 },
    { row: 1, column: 2, value: Number.NaN },
    { row: 7, column: 0, value: 3 },
  ],
};
const long = 'distribution-switch-west-0123.example.net TenGigabitEthernet1/0/48';
const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
const days = Array.from({ length: 90 }, (_, day) => new Date(start + day * 86_400_000).toISOString().slice(0, 10));

describe('the chart history, where it is no line', () => {
  it.each<[string, HistoryChart, string]>([
    ['one bar', bars(['Router-A']), 'Router-A 10 ms'],
    ['many bars with long names', bars(Array.from({ length: 40 }, (_, i) => `${long} ${i}`)), 'highest'],
    [
      'two values each',
      bars(['R1', 'R2'], {
        names: ['now', 'before'],
        bars: [
          { label: 'R1', value: 3, beside: 9 },
          { label: 'R2', value: Number.NaN, beside: 2 },
        ],
      }),
      'the largest changes, now beside before',
    ],
    ['hours', bars(hours, { isOrdered: true }), '00:00 10 ms'],
    ['ninety days', bars(days, { isOrdered: true, metric: null, unit: 'readings' }), 'readings'],
    ['no bar', bars([]), 'no data'],
    ['bars of equal names', bars(['R1', 'R1']), 'R1 10 ms'],
    ['names with signs of markup', bars(['<b>&"Ωλ東京🔥</b>', 'a"b\\c', 'a\u2028"\u2029}'], {}), '10 ms'],
    ['a grid', grid, 'Mon 01 5 Mbit/s'],
    ['an empty grid', { ...grid, cells: [] }, 'no data'],
  ])('is as wide as ever and says its facts: %s', async (_name, chart, says) => {
    expect(history.problem(chart)).toBeNull();
    expect(history.altText(chart)).toContain(says);
    const png = Buffer.from(await renderPng(history.spec(structuredClone(chart))));
    expect(png.readUInt32BE(16)).toBeGreaterThan(1400);
    expect(png.readUInt32BE(16)).toBeLessThan(1700);
  });
});
