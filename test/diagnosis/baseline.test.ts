import { describe, expect, it } from 'vitest';
import { baselinesFromJSON, baselinesToJSON, fitBaseline, fitBaselines } from '../../src/diagnosis/baseline.ts';
import { collectSeries, groupSamples } from '../../src/diagnosis/reading.ts';

describe('what is usual', () => {
  it('is the median, and 1.4826 median absolute deviations', () => {
    // Sorted 10 20 30 40 50: median 30; distances 20 10 0 10 20: median 10.
    const baseline = fitBaseline('latency_ms', [50, 10, 30, 20, 40]);
    expect(baseline?.centre).toBe(30);
    expect(baseline?.scale).toBeCloseTo(14.826, 6);
  });

  it('lies between the two middle values of an even number', () => {
    expect(fitBaseline('latency_ms', [1, 2, 4, 100])?.centre).toBe(3);
  });

  it('never calls a hair of a steady series far away', () => {
    expect(fitBaseline('latency_ms', [4, 4, 4])).toEqual({ centre: 4, scale: 0.4 });
    expect(fitBaseline('latency_ms', [100, 100, 100])).toEqual({ centre: 100, scale: 5 });
    expect(fitBaseline('packet_loss_pct', [0, 0, 0])).toEqual({ centre: 0, scale: 0.15 });
    expect(fitBaseline('temperature_c', [40.5, 40.5])?.scale).toBeCloseTo(0.0405, 6);
    expect(fitBaseline('ratio', [0, 0, 0.5])?.scale).toBe(1e-6);
  });

  it('takes every one more or less of a count that rests for news, and not of one that moves', () => {
    expect(fitBaseline('prefixes', [8000, 8000, 8000])?.scale).toBe(0.25);
    expect(fitBaseline('queue_depth', [0, 0, 0, 7])?.scale).toBe(0.25);
    expect(fitBaseline('sessions', [10, 12, 15, 11, 14])?.scale).toBeGreaterThan(1);
    expect(fitBaseline('cpu_pct', [50, 50, 50])?.scale).toBeGreaterThan(2);
  });

  it('leaves out what is missing, and is unknown without any value', () => {
    expect(fitBaseline('cpu_pct', [Number.NaN, 20, Number.POSITIVE_INFINITY, 30])?.centre).toBe(25);
    expect(fitBaseline('cpu_pct', [Number.NaN])).toBeUndefined();
    expect(fitBaseline('cpu_pct', [])).toBeUndefined();
  });

  it('is not moved by a fault that lasts for less than half of the span', () => {
    const values = [...Array<number>(60).fill(5), ...Array<number>(50).fill(500)];
    expect(fitBaseline('latency_ms', values)?.centre).toBe(5);
  });

  it('is kept by place and metric, and as JSON', () => {
    const at = (second: number, value: number) => [
      { at: second * 1000, device: 'A', interface: null, metric: 'cpu_pct', value },
      { at: second * 1000, device: 'A', interface: 'eth1', metric: 'latency_ms', value: value / 10 },
    ];
    const baselines = fitBaselines(collectSeries(groupSamples([...at(1, 20), ...at(2, 22), ...at(3, 24)])));
    expect([...baselines.keys()]).toEqual(['A\t', 'A\teth1']);
    expect(baselines.get('A\t')?.get('cpu_pct')?.centre).toBe(22);
    const copy = baselinesFromJSON(JSON.parse(JSON.stringify(baselinesToJSON(baselines))));
    expect(copy).toEqual(baselines);
  });
});
