import { describe, expect, it } from 'vitest';
import { createPairedTest } from '../../../src/models/evaluation/paired-test.ts';
import { createRandom } from '../../../src/models/random.ts';

/** Twice the mean of the likelihood ratio over chances above one half, by the midpoint rule. */
function ratioByIntegral(wins: number, losses: number): number {
  const steps = 200_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const chance = 0.5 + (0.5 * (i + 0.5)) / steps;
    sum += (2 * chance) ** wins * (2 * (1 - chance)) ** losses;
  }
  return sum / steps;
}

describe('the paired test', () => {
  it.each([
    [1, 0],
    [5, 0],
    [8, 2],
    [30, 12],
    [3, 9],
  ])('says of %i wins and then %i losses what the integral says', (wins, losses) => {
    const test = createPairedTest();
    let largest = 1;
    for (let i = 0; i < wins + losses; i++) {
      test.add(i >= wins, i < wins);
      largest = Math.max(largest, ratioByIntegral(Math.min(i + 1, wins), Math.max(0, i + 1 - wins)));
    }
    expect(test).toMatchObject({ wins, losses, labels: wins + losses, size: (wins - losses) / (wins + losses) });
    expect(test.p).toBeCloseTo(1 / largest, 6);
  });

  it('counts labels about which both are right or both wrong, and nothing else of them', () => {
    const test = createPairedTest();
    for (const isRight of [true, false, true]) test.add(isRight, isRight);
    expect(test).toMatchObject({ labels: 3, wins: 0, losses: 0, p: 1, size: 0 });
  });

  it.each([0.5, 0.3])(
    'calls a model that wins %d of the differences better in at most one of twenty streams, looked at after each label',
    (chance) => {
      const random = createRandom(3);
      let fooled = 0;
      for (let stream = 0; stream < 1_000; stream++) {
        const test = createPairedTest();
        for (let i = 0; i < 400; i++) {
          const wins = random() < chance;
          test.add(!wins, wins);
        }
        if (test.p <= 0.05) fooled++;
      }
      expect(fooled).toBeLessThanOrEqual(50);
    },
  );

  it('finds a model that wins two of three differences within a hundred of them', () => {
    const random = createRandom(4);
    let found = 0;
    for (let stream = 0; stream < 200; stream++) {
      const test = createPairedTest();
      for (let i = 0; i < 100; i++) {
        const wins = random() < 2 / 3;
        test.add(!wins, wins);
      }
      if (test.p <= 0.05) found++;
    }
    expect(found).toBeGreaterThan(120);
  });
});
