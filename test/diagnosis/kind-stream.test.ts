import { describe, expect, it } from 'vitest';
import { detectorFromJSON } from '../../src/diagnosis/detector.ts';
import { createDetectorRows } from '../../src/diagnosis/detector-rows.ts';
import { fitDetector } from '../../src/diagnosis/detector-training.ts';
import { startKindStream } from '../../src/diagnosis/kind-stream.ts';
import type { PlaceState } from '../../src/diagnosis/place-state.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';

const layout = { device: ['cpu_pct', 'jitter_ms', 'memory_pct', 'rx_pps', 'throughput_mbps'], interface: [] };
const everyMs = 10_000;

/** An hour of one device: jitter is now and then far from usual for two readings, the others never. */
function fitted() {
  const random = createRandom(5);
  const rows = createDetectorRows(layout, { device: 360, interface: 0 });
  for (let i = 0; i < 360; i++) {
    const late = i % 60 === 30 || i % 60 === 31 ? 40 : 0;
    const deviation = (metric: string) => Math.abs(randomNormal(random)) + (metric === 'jitter_ms' ? late : 0);
    const values = new Map(layout.device.map((metric) => [metric, deviation(metric)]));
    const read = (metric: string) => values.get(metric) ?? Number.NaN;
    const state = {
      place: { device: 'A', interface: null },
      kind: 'device',
      at: i * everyMs,
      now: read,
      mean: read,
      before: read,
    };
    rows.add(state as unknown as PlaceState, { ordinary: true, faulty: false });
  }
  return fitDetector(rows.gathered(), { seed: 1, falseAlarmsPerDeviceDay: 1 });
}

describe('a metric alone', () => {
  const detector = fitted();
  const kind = detector.kinds.device!;
  const strengthOf = (row: number[]) => startKindStream(kind).push(Float64Array.from(row), 0.5).score / kind.threshold;

  it('is judged by what it lasted at itself, and only where somebody knows which way is bad', () => {
    const [cpu, jitter, memory, foreign, traffic] = kind.alone;
    expect([cpu, memory]).toEqual([6, 6]);
    expect(jitter).toBeGreaterThan(40);
    expect([foreign, traffic]).toEqual([null, null]);
  });

  it('is an anomaly from there on, whatever the others do, and no stronger for being further', () => {
    const jointly = (row: number[]) => kind.combined.start().push(Float64Array.from(row), 0.5).score / kind.threshold;
    for (const memory of [6.1, 12, 600])
      expect(strengthOf([0, 0, memory, 0, 0])).toBeCloseTo(Math.max(jointly([0, 0, memory, 0, 0]), 1.01), 9);
    expect(strengthOf([0, 0, 5.9, 0, 0])).toBeCloseTo(Math.max(jointly([0, 0, 5.9, 0, 0]), 5.9 / 6), 9);
    const stream = startKindStream(kind);
    stream.push(Float64Array.from([0, 0, 6.1, 0, 0]), 0.5);
    expect(stream.leading()).toBe('single deviation');
  });

  it('is missing in a detector of an earlier release, which judges as it did', () => {
    const { alone: _, ...former } = JSON.parse(JSON.stringify(kind));
    const restored = detectorFromJSON({ layout, kinds: { device: former } }).kinds.device!;
    const score = startKindStream(restored).push(Float64Array.from([0, 0, 600, 0, 0]), 0.5).score;
    expect(score).toBe(restored.combined.start().push(Float64Array.from([0, 0, 600, 0, 0]), 0.5).score);
    expect(detectorFromJSON(JSON.parse(JSON.stringify(detector))).kinds.device!.alone).toEqual(kind.alone);
  });
});
