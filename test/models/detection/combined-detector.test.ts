import { describe, expect, it } from 'vitest';
import { combinedDetectorFromJSON, fitCombinedDetector } from '../../../src/models/detection/combined-detector.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const perDay = 96;

/** Three metrics that follow the day; the third is the sum of the others. */
function makeDays(seed: number, days: number) {
  const random = createRandom(seed);
  const count = days * perDay;
  const rows = new Float64Array(count * 3);
  const dayShares = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    dayShares[i] = (i % perDay) / perDay;
    const load = Math.sin(2 * Math.PI * dayShares[i]!) + 0.05 * randomNormal(random);
    const other = Math.cos(2 * Math.PI * dayShares[i]!) + 0.05 * randomNormal(random);
    rows.set([10 + load, 20 + other, 30 + load + other], i * 3);
  }
  return { rows, dayShares, count };
}

/** Rows of two draws and their sum with a little noise. */
function sums(count: number, draw: () => number) {
  const rows = new Float64Array(count * 3);
  for (let i = 0; i < count; i++) {
    const [one, other] = [draw(), draw()];
    rows.set([one, other, one + other + 0.3 * draw()], i * 3);
  }
  return rows;
}

const train = makeDays(1, 10);
const learn = (width = 3, rows = train.rows) =>
  fitCombinedDetector(rows, train.dayShares, train.count, width, { samplesPerDay: perDay, seed: 3 });

const run = (detector: ReturnType<typeof learn>, rows: Float64Array, dayShares: Float64Array, width = 3) => {
  const stream = detector.start();
  return [...dayShares].map((share, i) => ({
    ...stream.push(rows.subarray(i * width, (i + 1) * width), share),
    blame: stream.blame(),
  }));
};

describe('the combined detector', () => {
  const detector = learn();

  it('scores a relation that breaks above all else and blames the metric', () => {
    const test = makeDays(2, 3);
    // Every metric stays in its usual range: only the sum no longer holds.
    const broken = 150;
    test.rows[broken * 3 + 2] = 30;
    const found = run(detector, test.rows, test.dayShares);
    const highest = Math.max(...found.map(({ score }) => score));
    expect(found[broken]!.score).toBe(highest);
    expect(found[broken]!.alarm).toBe(true);
    expect(found.slice(0, broken).filter(({ alarm }) => alarm).length).toBeLessThanOrEqual(15);
    const { blame } = found[broken]!;
    expect(Math.max(...blame)).toBe(blame[2]);
  });

  it('is the same for the same seed and does not look ahead', () => {
    const test = makeDays(2, 2);
    const whole = run(learn(), test.rows, test.dayShares).map(({ score }) => score);
    const cut = run(detector, test.rows.subarray(0, 300), test.dayShares.subarray(0, 100)).map(({ score }) => score);
    expect(whole.slice(0, 100)).toEqual(cut);
  });

  it('trusts the recent past where it explains the metrics, and the level where it does not', () => {
    expect(detector.predictability).toBeGreaterThan(0.7);
    const random = createRandom(5);
    const noise = sums(train.count, () => randomNormal(random));
    const still = learn(3, noise);
    expect(still.predictability).toBeLessThan(0.05);
    const weights = (of: typeof detector) => new Map(of.parts.map(({ name, weight }) => [name, weight]));
    expect(weights(still).get('distance from the mean')).toBeGreaterThan(weights(still).get('recent mean') ?? 0);
    expect(weights(detector).get('recent mean')).toBeGreaterThan(weights(detector).get('distance from the mean') ?? 0);
  });

  it('trusts correlations only as far as training is one steady state', () => {
    const weightOf = (rows: typeof train.rows, name: string) =>
      learn(3, rows).parts.find((part) => part.name === name)?.weight ?? 0;
    const random = createRandom(5);
    const steady = sums(train.count, () => randomNormal(random));
    const ratio = (rows: typeof train.rows) =>
      weightOf(rows, 'isolation forest') / weightOf(rows, 'principal components');
    expect(ratio(steady)).toBeCloseTo(0.25, 1);
    // One row in five is a burst that moves all metrics together, thirty times as far as usual.
    const faulty = steady.map((value, i) => (Math.floor(i / 3) % 5 === 0 ? 30 * value : value));
    expect(ratio(faulty)).toBeGreaterThan(0.7);
  });

  it('notices a step of a single metric and settles at the new level', () => {
    const random = createRandom(8);
    const series = Float64Array.from({ length: train.count }, () => 20 + 0.1 * randomNormal(random));
    const single = learn(1, series);
    const test = series.map((value, i) => (i >= 200 ? value + 5 : value));
    const found = run(single, test, train.dayShares, 1);
    expect(found[200]!.alarm).toBe(true);
    expect(found[400]!.score).toBeLessThan(found[200]!.score / 3);
  });

  it('goes on when metrics are missing, from the first row on', () => {
    const gap = Float64Array.from(train.rows.subarray(0, 30)).fill(Number.NaN, 0, 9);
    for (const { score } of run(detector, gap, train.dayShares.subarray(0, 10))) expect(score).not.toBeNaN();
    const holes = Float64Array.from(train.rows, (value, i) => (i % 7 === 0 ? Number.NaN : value));
    expect(learn(3, holes).threshold).toBeGreaterThan(0);
  });

  it('judges the same after it was saved and loaded, with one metric and with several', () => {
    const test = makeDays(2, 2);
    const copy = combinedDetectorFromJSON(JSON.parse(JSON.stringify(detector)));
    expect(run(copy as typeof detector, test.rows, test.dayShares)).toEqual(run(detector, test.rows, test.dayShares));
    const series = Float64Array.from({ length: train.count }, (_, i) => train.rows[i * 3]!);
    const single = learn(1, series);
    const restored = combinedDetectorFromJSON(JSON.parse(JSON.stringify(single)));
    expect(run(restored as typeof single, series, train.dayShares, 1)).toEqual(run(single, series, train.dayShares, 1));
    const damaged = JSON.parse(JSON.stringify(single));
    damaged.parts[0].kind = 'crystal-ball';
    expect(() => combinedDetectorFromJSON(damaged)).toThrow(/crystal-ball/);
  });

  it('starts anew at a seam, so that the step between two devices is no surprise to learn from', () => {
    const random = createRandom(5);
    const level = (i: number) => (i < 480 ? 0 : 40);
    const rows = Float64Array.from({ length: train.count }, (_, i) => level(i) + 0.1 * randomNormal(random));
    const learnWith = (seams: number[]) =>
      fitCombinedDetector(rows, train.dayShares, train.count, 1, { samplesPerDay: perDay, seed: 3, seams });
    const stepOf = (fitted: ReturnType<typeof learnWith>) => {
      const stream = fitted.start();
      const scores = [0, 0.1, -0.1, 0, 0.1, 0, 12].map((value) => stream.push(Float64Array.of(value), 0).score);
      return scores.at(-1)!;
    };
    expect(stepOf(learnWith([480]))).toBeGreaterThan(stepOf(learnWith([])));
  });

  it('says what it needs', () => {
    expect(() => fitCombinedDetector(train.rows, train.dayShares, 5, 3, { samplesPerDay: 96, seed: 1 })).toThrow(
      /at least 20 rows/,
    );
  });
});
