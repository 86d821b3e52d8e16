import { describe, expect, it } from 'vitest';
import type { DetectorModel } from '../../src/diagnosis/detector.ts';
import type { DetectorData } from '../../src/diagnosis/detector-rows.ts';
import { type DetectorTrial, recallLabelled, recallMadeUp } from '../../src/diagnosis/detector-trial.ts';
import { createRandom } from '../../src/models/random.ts';

const layout = { device: [], interface: ['jitter_ms', 'latency_ms'] };

/** Rows of some interfaces, one a second. `bad` says how bad the two metrics are, `faulty` where labels say that a fault acts. */
function dataOf(options: {
  places?: number;
  seconds: number;
  bad: (second: number) => [number, number];
  faulty?: (second: number) => boolean;
}): DetectorData {
  const { places = 3, seconds, bad, faulty = () => false } = options;
  const all = Array.from({ length: seconds }, (_, second) => second);
  return {
    ...{ layout, intervalMs: 1000 },
    places: Array.from({ length: places }, (_, i) => ({
      ...{ kind: 'interface' as const, device: `Router-${i}`, at: all.map((second) => second * 1000) },
      values: all.map((second) => Float64Array.from(bad(second))),
      ordinary: all.map((second) => !faulty(second)),
      faulty: all.map(faulty),
    })),
  };
}

const random = createRandom(4);
const calm = (): [number, number] => [random(), random()];

/** A detector whose score is what `score` makes of the two metrics. */
const modelOf = (score: (row: Float64Array) => number, metrics = layout.interface): DetectorModel => ({
  layout: { device: [], interface: metrics },
  kinds: {
    interface: {
      threshold: 1,
      alone: [],
      least: 3,
      combined: { start: () => ({ push: (row: Float64Array) => ({ score: score(row), alarm: false }) }) } as never,
    },
  },
});

const sum = modelOf((row) => (row[0]! + row[1]!) / 3);
const always = modelOf(() => 2);
const never = modelOf(() => 0);
const trialOf = (later: DetectorData, earlier = dataOf({ seconds: 400, bad: calm })): DetectorTrial => ({
  ...{ earlier, later, falseAlarmsPerDeviceDay: 1 },
});

describe('made-up faults', () => {
  const quiet = trialOf(dataOf({ seconds: 300, bad: calm }));

  it('are found by a detector that tells them from ordinary rows, and by none that never alarms', () => {
    expect(recallMadeUp(sum, quiet).model).toBe(1);
    expect(recallMadeUp(never, quiet).model).toBe(0);
  });

  it('are the same every time', () => {
    expect(recallMadeUp(sum, quiet)).toEqual(recallMadeUp(sum, quiet));
  });

  it('are not found by a detector that always alarms', () => {
    // Now and then something lasts that is worth a look, and no fault.
    const restless = trialOf(dataOf({ seconds: 300, bad: (second) => (second % 12 < 6 ? [4, 0] : [0, 0]) }));
    expect(recallMadeUp(always, restless).model).toBe(0);
  });

  it('stand out less for the largest deviation where ordinary rows jump on one metric', () => {
    const jumpy = (second: number): [number, number] => (second % 40 < 3 ? [9, 0] : [0.1, 0.1]);
    const both = modelOf((row) => (Math.min(row[0]!, row[1]!) > 2 ? 2 : 0));
    const trial = trialOf(dataOf({ seconds: 300, bad: jumpy }), dataOf({ seconds: 400, bad: jumpy }));
    const { model, largest } = recallMadeUp(both, trial);
    expect(model).toBeGreaterThan(largest!);
  });

  it('are too few to say anything on a short span', () => {
    expect(recallMadeUp(sum, trialOf(dataOf({ seconds: 20, bad: calm })))).toEqual({ model: null, largest: null });
    expect(recallMadeUp(sum, trialOf(dataOf({ places: 4, seconds: 24, bad: calm }))).model).toBeNull();
    expect(recallMadeUp(sum, trialOf(dataOf({ places: 5, seconds: 24, bad: calm }))).model).toBe(1);
  });

  it('are put before a model that learned other metrics too', () => {
    const other = modelOf((row) => (row.some(Number.isNaN) ? row[0]! / 2 : 99), ['latency_ms', 'packet_loss_pct']);
    expect(recallMadeUp(other, quiet).model).toBeGreaterThan(0);
  });
});

describe('labelled faults', () => {
  it('are found where they act, and not measured when there are fewer than five', () => {
    const faulty = (second: number) => second % 100 >= 60 && second % 100 < 80;
    const later = (places: number) =>
      trialOf(dataOf({ places, seconds: 200, faulty, bad: (second) => (faulty(second) ? [7, 7] : calm()) }));
    expect(recallLabelled(sum, later(3))).toEqual({ model: 1, largest: 1 });
    expect(recallLabelled(never, later(3)).model).toBe(0);
    expect(recallLabelled(sum, later(2))).toEqual({ model: null, largest: null });
  });
});
