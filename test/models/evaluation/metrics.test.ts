import { describe, expect, it } from 'vitest';
import { measureConfusion } from '../../../src/models/evaluation/confusion.ts';
import { bestRecallWithin, countEventAlarms, measureAlarms } from '../../../src/models/evaluation/event-alarms.ts';
import { averagePrecision } from '../../../src/models/evaluation/ranking-areas.ts';
import { createRandom, randomInt } from '../../../src/models/random.ts';

describe('the area under precision and recall', () => {
  it('agrees with scikit-learn on its own example and with ties', () => {
    const labels = [0, 0, 1, 1];
    expect(averagePrecision([0.1, 0.4, 0.35, 0.8], labels)).toBeCloseTo(0.8333, 4);
    expect(averagePrecision([1, 1, 1, 1], labels)).toBe(0.5);
  });

  it('is at most 1, whatever its parts round to', () => {
    for (let positives = 1; positives < 400; positives++) {
      const labels = Array.from({ length: positives + 5 }, (_, i) => Number(i < positives));
      expect(
        averagePrecision(
          labels.map((_, i) => -i),
          labels,
        ),
      ).toBeLessThanOrEqual(1);
    }
  });

  it('takes an unknown score as the lowest', () => {
    expect(averagePrecision([Number.NaN, 0.2, 0.3], [1, 0, 0])).toBeCloseTo(1 / 3, 12);
  });
});

describe('the event metric', () => {
  const alarmsAt = (length: number, ...at: number[]) => Array.from({ length }, (_, i) => at.includes(i));

  it('finds an event by one alarm in it and counts it once', () => {
    const labels = [0, 1, 1, 1, 0, 0, 1, 0];
    expect(countEventAlarms(alarmsAt(8, 2, 3), labels)).toEqual({ events: 2, found: 1, falseAlarms: 0 });
  });

  it('merges false alarms up to 5 samples apart and no more', () => {
    const labels = new Array(40).fill(0);
    expect(countEventAlarms(alarmsAt(40, 10, 15), labels).falseAlarms).toBe(1);
    expect(countEventAlarms(alarmsAt(40, 10, 16), labels).falseAlarms).toBe(2);
  });

  it('does not reward a detector that always alarms', () => {
    expect(countEventAlarms(new Array(61).fill(true), new Array(61).fill(0)).falseAlarms).toBe(3);
  });

  it('pools events and days over entities, and finds the best recall in a budget', () => {
    const entities = [
      { scores: [0, 9, 0, 0, 0, 0, 0, 0, 0, 5], labels: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0], samplesPerDay: 10 },
      { scores: [0, 3, 0, 0, 0, 0, 0, 0, 0, 0], labels: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0], samplesPerDay: 10 },
    ];
    expect(measureAlarms(entities, 4)).toEqual({ recall: 0.5, falsePerDay: 0.5 });
    expect(bestRecallWithin(entities, 0.1)).toBe(0.5);
    expect(bestRecallWithin(entities, 1)).toBe(1);
  });

  it('finds all that a perfect score finds, however many rows share the highest score', () => {
    for (const tied of [1, 2, 30, 500]) {
      const labels = Array.from({ length: 20_000 }, (_, i) => Number(i >= 50 && i < 50 + tied));
      const scores = labels.map((label, i) => (label ? 7 : ((i * 7919) % 20_011) / 20_011));
      expect(averagePrecision(scores, labels)).toBe(1);
      expect(bestRecallWithin([{ scores, labels, samplesPerDay: 1440 }], 0.0001)).toBe(1);
    }
  });

  it('is what the best of all thresholds reaches', () => {
    const random = createRandom(3);
    for (let round = 0; round < 200; round++) {
      const entities = Array.from({ length: 1 + randomInt(random, 3) }, () => {
        const length = 20 + randomInt(random, 60);
        const labels = Array.from({ length }, () => Number(random() < 0.2));
        // Few levels, so that many tie, and some that are unknown.
        const scores = labels.map((label) => (random() < 0.1 ? Number.NaN : randomInt(random, 6) + label));
        return { scores, labels, samplesPerDay: 10 };
      });
      const thresholds = [...new Set(entities.flatMap(({ scores }) => scores))].filter((one) => !Number.isNaN(one));
      const budget = random() * 2;
      const reached = thresholds
        .map((threshold) => measureAlarms(entities, threshold))
        .filter(({ falsePerDay }) => falsePerDay <= budget)
        .map(({ recall }) => recall);
      expect(bestRecallWithin(entities, budget)).toBe(Math.max(0, ...reached));
    }
  });

  it('says 0 where every score is unknown, and where nothing fits the budget', () => {
    const labels = [0, 1, 0, 0];
    expect(bestRecallWithin([{ scores: labels.map(() => Number.NaN), labels, samplesPerDay: 4 }], 9)).toBe(0);
    expect(bestRecallWithin([{ scores: [9, 1, 9, 9], labels, samplesPerDay: 4 }], 0)).toBe(0);
  });
});

describe('the confusion of classes', () => {
  it('gives accuracy, recall and macro F1, and takes unknown as wrong', () => {
    const truth = ['a', 'a', 'a', 'b'];
    const measured = measureConfusion(truth, ['a', 'a', 'unknown', 'b']);
    expect(measured.accuracy).toBe(0.75);
    expect(measured.recall).toEqual({ a: 2 / 3, b: 1 });
    expect(measured.precision).toEqual({ a: 1, b: 1 });
    expect(measured.macroF1).toBeCloseTo((0.8 + 1) / 2, 12);
  });

  it('counts the classes that occur, and takes one that was never called as not found', () => {
    const measured = measureConfusion(['a', 'a', 'a', 'b', 'b'], ['a', 'a', 'b', 'b', 'a']);
    expect(measured.macroF1).toBeCloseTo((4 / 6 + 2 / 4) / 2, 12);
    const blind = measureConfusion(['a', 'b'], ['a', 'a']);
    expect(blind).toMatchObject({ classes: ['a', 'b'], recall: { a: 1, b: 0 }, precision: { a: 0.5 } });
    expect(blind.precision.b).toBeNaN();
    expect(blind.macroF1).toBeCloseTo((2 / 3 + 0) / 2, 12);
    expect(measureConfusion([], []).macroF1).toBeNaN();
  });
});
