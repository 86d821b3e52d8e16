import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anomalyMarks } from '../../src/charts/anomaly-marks.ts';
import { timeAxis, valueDomain } from '../../src/charts/chart-axes.ts';
import { placeEvents } from '../../src/charts/event-lanes.ts';
import type { IncidentChart } from '../../src/charts/incident-chart.ts';
import { placeLegend, shortenMiddle } from '../../src/charts/legend.ts';
import { findGaps, linePoints } from '../../src/charts/line-points.ts';
import { describeFacts, seriesFacts } from '../../src/charts/series-facts.ts';
import { plot } from '../../src/charts/style.ts';

const start = Date.UTC(2026, 10, 23, 3);
const minute = 60_000;

describe('the layout of a chart', () => {
  it('keeps the labels of events apart from each other and from lines', () => {
    const event = fc.record({
      at: fc.integer({ min: start, max: start + 10 * minute }),
      label: fc.constantFrom('fault', 'detected', 'approved', 'commands run', 'recovered'),
      kind: fc.constant('other' as const),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), (events) => {
        const placed = placeEvents(events, start, start + 10 * minute);
        expect(placed).toHaveLength(events.length);
        for (const one of placed) {
          expect(one.left).toBeGreaterThanOrEqual(0);
          expect(one.right).toBeLessThanOrEqual(plot.width);
          for (const other of placed) {
            if (one === other) continue;
            if (one.lane === other.lane) expect(one.left < other.right && other.left < one.right).toBe(false);
            if (other.lane >= one.lane) expect(other.x > one.left && other.x < one.right).toBe(false);
          }
        }
      }),
    );
  });

  it('leaves out events beyond the ends of the chart', () => {
    const at = (seconds: number) => ({ at: start + seconds * 1000, kind: 'other' as const, label: 'x' });
    expect(placeEvents([at(-1), at(30), at(61)], start, start + minute)).toHaveLength(1);
  });

  it.each([40_000, 10 * minute, 26 * 60 * minute, 400 * 24 * 60 * minute])(
    'has few and round ticks over %i ms',
    (spanMs) => {
      const { values, title } = timeAxis({ from: start + 1234, to: start + 1234 + spanMs });
      expect(values.length).toBeGreaterThanOrEqual(3);
      expect(values.length).toBeLessThanOrEqual(9);
      expect(values.every((at) => at % 5000 === 0)).toBe(true);
      expect(title).toContain('UTC');
    },
  );

  it('starts the values at zero unless that would flatten them, and ends percentages at 100', () => {
    const chart: IncidentChart = { metric: 'cpu_pct', from: start, to: start + minute, series: [] };
    const lines = (...values: number[]) => [
      { label: 'x', role: 'target' as const, points: values.map((value) => ({ at: start, value })) },
    ];
    expect(valueDomain(chart, lines(60, 99))).toEqual([0, 100]);
    expect(valueDomain(chart, [])).toEqual([0, 100]);
    expect(valueDomain({ ...chart, metric: 'latency_ms' }, lines(2, 10))[0]).toBe(0);
    expect(valueDomain({ ...chart, metric: 'dbm' }, lines(-63, -60))[0]).toBeLessThan(-63);
    expect(
      valueDomain({ ...chart, threshold: { value: 50, direction: 'below', label: 'x' } }, lines(1, 2))[1],
    ).toBeGreaterThan(50);
  });

  it('breaks a line where data is missing, and marks the ends that are empty', () => {
    const points = [10, 11, 12, 30, 31].map((second) => ({ at: start + second * 1000, value: 1 }));
    expect(findGaps(points, start, start + 31_000)).toEqual([
      { from: start, to: start + 10_000 },
      { from: start + 12_000, to: start + 30_000 },
    ]);
    const drawn = linePoints(points, start + 10_000, start + 31_000);
    expect(drawn.map(({ value }) => value)).toEqual([1, 1, 1, null, 1, 1]);
  });

  it('keeps the spike when it thins out a long line', () => {
    const points = Array.from({ length: 100_000 }, (_, second) => ({
      at: start + second * 1000,
      value: second === 54_321 ? 99 : 1,
    }));
    const drawn = linePoints(points, start, start + 100_000_000);
    expect(drawn.length).toBeLessThan(5000);
    expect(drawn.some(({ value }) => value === 99)).toBe(true);
  });

  it('marks anomalies with dots while there is room, and alone ones always', () => {
    const points = Array.from({ length: 600 }, (_, second) => ({ at: start + second * 1000, value: second }));
    const times = new Set([points[5]!.at, points[100]!.at, points[101]!.at]);
    const span = { from: start, to: start + 600_000 };
    expect(anomalyMarks(points, times, span).dots).toEqual([points[5]]);
    expect(anomalyMarks(points, times, span).line.filter(({ value }) => value !== null)).toHaveLength(3);
    expect(anomalyMarks(points.slice(99, 103), times, span).dots).toEqual([]);
    expect(anomalyMarks(points.slice(99, 103), times, { from: start + 99_000, to: start + 102_000 }).dots).toHaveLength(
      2,
    );
  });

  it('cuts long names in the middle and wraps the legend', () => {
    expect(shortenMiddle('distribution-switch-west TenGigabitEthernet1/0/48', 20)).toBe('distrib…hernet1/0/48');
    expect(placeLegend(['a'.repeat(40), 'b'.repeat(40), 'c'.repeat(40)]).map(({ row }) => row)).toEqual([0, 1, 2]);
  });

  it('knows which way a metric gets worse', () => {
    const of = (metric: string, ...values: number[]) => {
      const points = values.map((value, second) => ({ at: start + second * 1000, value }));
      return describeFacts(seriesFacts(points, metric, start + 1000)!, metric, { from: start, to: start + minute })[1];
    };
    expect(of('latency_ms', 4, 1, 9)).toBe('highest 9 ms at 03:00:02');
    expect(of('bandwidth_mbps', 1000, 100, 1000)).toBe('lowest 100 Mbit/s at 03:00:01');
    expect(of('optical_rx_dbm', -3, -20, -2)).toBe('lowest -20 at 03:00:01');
  });
});
