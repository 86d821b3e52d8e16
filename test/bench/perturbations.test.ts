import { describe, expect, it } from 'vitest';
import { perturbations } from '../../bench/scorecard/perturbations.ts';
import { fitCombinedDetector } from '../../src/models/detection/combined-detector.ts';
import { averagePrecision } from '../../src/models/evaluation/ranking-areas.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';

interface Rows {
  name: string;
  width: number;
  train: Float64Array;
  test: Float64Array;
  labels: Float64Array;
  samplesPerDay: number;
}

/** A level that jumps now and then, with noise; the judged half has steps of a few rows that are the anomalies. */
function single(seed: number): Rows {
  const random = createRandom(seed);
  const make = (count: number, labels: Float64Array) => {
    let level = 20;
    return Float64Array.from({ length: count }, (_, i) => {
      if (random() < 0.002) level += randomNormal(random);
      return level + 0.3 * randomNormal(random) + (labels[i]! > 0 ? 2.5 : 0);
    });
  };
  const labels = Float64Array.from({ length: 2_000 }, (_, i) => Number(i % 250 >= 120 && i % 250 < 125));
  return {
    name: 'single',
    width: 1,
    train: make(2_000, new Float64Array(2_000)),
    test: make(2_000, labels),
    labels,
    samplesPerDay: 360,
  };
}

/** Five metrics that move together; an anomaly breaks one of them off. */
function several(seed: number): Rows {
  const random = createRandom(seed);
  const make = (count: number, labels: Float64Array) => {
    let common = 0;
    return Float64Array.from(
      Array.from({ length: count }, (_, i) => {
        common = 0.98 * common + 0.2 * randomNormal(random);
        return Array.from(
          { length: 5 },
          (_, f) => common * (f + 1) + 0.2 * randomNormal(random) + (labels[i]! > 0 && f === 1 ? 2 : 0),
        );
      }).flat(),
    );
  };
  const labels = Float64Array.from({ length: 2_000 }, (_, i) => Number(i % 250 >= 120 && i % 250 < 132));
  return {
    name: 'several',
    width: 5,
    train: make(2_000, new Float64Array(2_000)),
    test: make(2_000, labels),
    labels,
    samplesPerDay: 288,
  };
}

function areaOf({ width, train, test, labels, samplesPerDay }: Rows): number {
  const count = train.length / width;
  const share = (i: number) => (i % samplesPerDay) / samplesPerDay;
  const dayShares = Float64Array.from({ length: count }, (_, i) => share(i));
  const stream = fitCombinedDetector(train, dayShares, count, width, { samplesPerDay, seed: 1 }).continueTraining();
  const scores = Float64Array.from(
    labels,
    (_, i) => stream.push(test.subarray(i * width, (i + 1) * width), share(count + i)).score,
  );
  return averagePrecision(scores, labels);
}

/** What a change may cost, in area. Half the rows, noise and gaps take something away, and a level that moves away from related ones is unusual itself. */
const mayCost: Record<string, number> = {
  'half the rate': 0.4,
  'a metric of noise more': 0.2,
  'faults among the training rows': 0.2,
  '5 % of the values missing': 0.2,
  'a level that steps': 0.4,
  'a level that ramps': 0.3,
};

describe('what is found', () => {
  const makers = { single, several };
  const plain = new Map(Object.entries(makers).map(([name, make]) => [name, areaOf(make(4))]));

  it.each(Object.keys(makers))('is most of it, without a change: %s', (name) => {
    expect(plain.get(name)).toBeGreaterThan(0.6);
  });

  it.each(
    Object.entries(makers).flatMap(([name, make]) => perturbations.map((one) => [name, one.name, make, one] as const)),
  )('is found all the same: %s, %s', (name, change, make, perturbation) => {
    const changed = perturbation.change(make(4));
    if (!changed) return expect(make(4).width).toBe(1);
    expect(areaOf(changed as Rows)).toBeGreaterThan(plain.get(name)! - (mayCost[change] ?? 0.1));
  });
});
