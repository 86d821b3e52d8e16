import { describe, expect, it } from 'vitest';
import type { DetectionEntity } from '../../bench/datasets/detection-entity.ts';
import { areaOf, byCombined, judgeAll } from '../../bench/scorecard/judged-sets.ts';
import { perturbations } from '../../bench/scorecard/perturbations.ts';
import { createRandom, randomNormal } from '../../src/models/random.ts';

const none = new Float64Array(2_000);

/** Every 250 rows an anomaly of `rows` rows. */
const every250 = (rows: number) => Float64Array.from(none, (_, i) => Number(i % 250 >= 120 && i % 250 < 120 + rows));

/** A level that jumps now and then, with noise; the judged half has steps of a few rows that are the anomalies. */
function single(seed: number): DetectionEntity {
  const random = createRandom(seed);
  const make = (count: number, labels: Float64Array) => {
    let level = 20;
    return Float64Array.from({ length: count }, (_, i) => {
      if (random() < 0.002) level += randomNormal(random);
      return level + 0.3 * randomNormal(random) + (labels[i]! > 0 ? 2.5 : 0);
    });
  };
  const labels = every250(5);
  const [train, test] = [make(2_000, none), make(2_000, labels)];
  return { name: 'single', width: 1, train, test, labels, samplesPerDay: 360 };
}

/** Five metrics that move together; an anomaly breaks one of them off. */
function several(seed: number): DetectionEntity {
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
  const labels = every250(12);
  const [train, test] = [make(2_000, none), make(2_000, labels)];
  return { name: 'several', width: 5, train, test, labels, samplesPerDay: 288 };
}

const areaOfOne = (entity: DetectionEntity) => areaOf(judgeAll(byCombined, [entity])!);

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
  const plain = new Map(Object.entries(makers).map(([name, make]) => [name, areaOfOne(make(4))]));

  it.each(Object.keys(makers))('is most of it, without a change: %s', (name) => {
    expect(plain.get(name)).toBeGreaterThan(0.6);
  });

  it.each(
    Object.entries(makers).flatMap(([name, make]) => perturbations.map((one) => [name, one.name, make, one] as const)),
  )('is found all the same: %s, %s', (name, change, make, perturbation) => {
    const changed = perturbation.change(make(4));
    if (!changed) return expect(make(4).width).toBe(1);
    expect(areaOfOne(changed)).toBeGreaterThan(plain.get(name)! - (mayCost[change] ?? 0.1));
  });
});
