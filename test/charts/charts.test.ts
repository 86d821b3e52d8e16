import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Charts, createCharts } from '../../src/charts/charts.ts';
import type { IncidentChart } from '../../src/charts/incident-chart.ts';
import type { Point } from '../../src/domain/metric-reader.ts';

const start = Date.UTC(2026, 10, 23, 3);
const points = (values: number[]): Point[] => values.map((value, second) => ({ at: start + second * 1000, value }));

const story: IncidentChart = {
  metric: 'latency_ms',
  from: start,
  to: start + 60_000,
  series: [
    { label: 'Router-B eth2', role: 'control', points: points(Array(60).fill(6)) },
    {
      label: 'Router-A eth1',
      role: 'target',
      points: points([...Array(20).fill(4.1), 163.24, ...Array(39).fill(12.5)]),
    },
  ],
  anomalies: [start + 20_000],
  events: [
    { at: start + 40_000, kind: 'approved', label: 'approved' },
    { at: start + 20_000, kind: 'fault', label: 'fault' },
  ],
  threshold: { value: 20, direction: 'below', label: 'Router-A eth1' },
};

/** Width and height as the PNG itself has them (RFC 2083, 11.2.1). */
function pngSize(png: Buffer): [number, number] {
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('the charts', () => {
  let charts: Charts;
  beforeAll(() => {
    charts = createCharts();
  });
  afterAll(() => charts.close());

  it('draw an incident at twice its size and say its facts in words', async () => {
    const { png, altText } = await charts.draw('incident', story);
    const [width, height] = pngSize(png);
    expect(width).toBeGreaterThan(1400);
    expect(width).toBeLessThan(1600);
    expect(height).toBeGreaterThan(800);
    expect(altText).toBe(
      'Latency, 23 Nov 2026, 03:00:00 to 03:01:00 UTC. ' +
        'Router-A eth1: usually 4.1 ms, highest 163 ms at 03:00:20, last 12.5 ms at 03:00:59. ' +
        'Router-B eth2 (for comparison): usually 6 ms, highest 6 ms at 03:00:00, last 6 ms at 03:00:59. ' +
        '1 anomalous value, at 03:00:20. Router-A eth1 should be below 20 ms. fault at 03:00:20, approved at 03:00:40.',
    );
  });

  it('have letters on a machine without fonts: another word gives another picture', async () => {
    const worded = (note: string) => charts.draw('incident', { ...story, note });
    const [first, second] = await Promise.all([worded('INC-11'), worded('INC-88')]);
    expect(pngSize(first.png)).toEqual(pngSize(second.png));
    expect(first.png.equals(second.png)).toBe(false);
  });

  it('draw a place that is silent, and call it that', async () => {
    const silent = { label: 'AP-3', role: 'target' as const, points: [] };
    const { png, altText } = await charts.draw('incident', { ...story, metric: 'memory_pct', series: [silent] });
    pngSize(png);
    expect(altText).toContain('AP-3: no data in this time.');
  });

  it('do not widen for long names', async () => {
    const long = 'distribution-switch-west-0123.example.net TenGigabitEthernet1/0/48';
    const series = story.series.map((one) => ({ ...one, label: `${long}-${one.label}` }));
    const [width] = pngSize((await charts.draw('incident', { ...story, series })).png);
    expect(width).toBeLessThan(1600);
  });

  it('do not hold up the event loop while they draw', async () => {
    let turns = 0;
    const tick = setInterval(() => {
      turns += 1;
    }, 1);
    await charts.draw('incident', story);
    clearInterval(tick);
    expect(turns).toBeGreaterThan(5);
  });

  it('refuse a chart without a time', async () => {
    await expect(charts.draw('incident', { ...story, to: start })).rejects.toMatchObject({ code: 'chart-invalid' });
  });

  it('give up on a picture that takes too long, and draw the next with a new thread', async () => {
    const hasty = createCharts({ timeoutMs: 1 });
    await expect(hasty.draw('incident', story)).rejects.toMatchObject({ code: 'chart-failed', retryable: true });
    await hasty.close();
    await expect(hasty.draw('incident', story)).rejects.toMatchObject({ code: 'chart-failed' });
  });
});
