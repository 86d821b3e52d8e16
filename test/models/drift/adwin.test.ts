import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Adwin, adwinFromJSON, createAdwin, cutBound } from '../../../src/models/drift/adwin.ts';
import { createBuckets } from '../../../src/models/drift/exponential-histogram.ts';
import { createRandom } from '../../../src/models/random.ts';
import { rounds } from '../../sampled.ts';

const delta = 0.05;
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const varianceOf = (values: readonly number[]) => {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
};

/** The sizes of the buckets that hold the last values, the oldest first, as the paper says: two of six become one. */
function addTo(buckets: number[], most = 5): void {
  buckets.push(1);
  for (let size = 1; buckets.filter((other) => other === size).length > most; size *= 2)
    buckets.splice(buckets.indexOf(size), 2, 2 * size);
}

/** ADWIN over all values of the window, with every split at the end of a bucket, written from the paper's figure and formula. */
function bruteForce(clock: number, level: number) {
  const buckets: number[] = [];
  const window: number[] = [];
  let added = 0;
  /** Means of both sides of the split that exceeds its bound by the largest factor, and how many values are behind it. */
  const clearest = () => {
    let n0 = 0;
    const splits = buckets.slice(0, -1).map((size) => {
      n0 += size;
      const [old, young] = [window.slice(0, n0), window.slice(n0)];
      const m = 1 / (1 / old.length + 1 / young.length);
      const shared = Math.log(2 / (level / Math.log(window.length)));
      const bound = Math.sqrt((2 / m) * varianceOf(window) * shared) + (2 / (3 * m)) * shared;
      const [before, after] = [meanOf(old), meanOf(young)];
      return { before, after, younger: young.length, bounds: Math.abs(before - after) / bound };
    });
    return splits.filter(({ bounds }) => bounds > 1).sort((a, b) => b.bounds - a.bounds)[0];
  };
  return {
    window,
    buckets,
    split: undefined as ReturnType<typeof clearest>,
    add(value: number): number[] {
      window.push(value);
      addTo(buckets);
      added += 1;
      const dropped: number[] = [];
      if (added % clock === 0) {
        this.split = clearest();
        while (clearest()) dropped.push(...window.splice(0, buckets.shift()!));
      }
      return dropped;
    },
  };
}

/** Values with levels that change, as a table of levels by seed. */
function valuesOf(seed: number, count: number): number[] {
  const random = createRandom(seed);
  let level = random();
  return Array.from({ length: count }, () => {
    if (random() < 0.01) level = random();
    return seed % 2 === 0 ? Number(random() < level) : level * 0.8 + 0.2 * random();
  });
}

const addAll = (adwin: Adwin, values: readonly number[]) => values.map((value) => adwin.add(value));

describe('the bound of ADWIN', () => {
  // By hand: n = 20, m = 5, variance 1/4, ln(2 · ln 20 / .05) = ln 119.829 = 4.78607;
  // sqrt(2/5 · 1/4 · 4.78607) + 2/15 · 4.78607 = .691814 + .638143 = 1.329957.
  // n = 40, m = 10, ln(2 · ln 40 / .05) = ln 147.555 = 4.994203; sqrt(.2 · .25 · 4.994203) + 2/30 · 4.994203 = .499710 + .332947 = .832657.
  it.each([
    { zeros: 10, ones: 10, bound: 1.329957 },
    { zeros: 20, ones: 20, bound: 0.832657 },
  ])('of $zeros zeros and $ones ones is $bound', ({ zeros, ones, bound }) => {
    expect(cutBound(zeros, ones, 0.25, delta)).toBeCloseTo(bound, 5);
  });

  // Zeros and ones differ by 1: with 10 of each the bound is above it, with 20 of each below. The bucket that ends at the zeros is there
  // when the buckets are [8, 4, 4, 4 | …] and so on, which the brute force knows.
  it.each([
    { zeros: 10, ones: 10, cuts: false },
    { zeros: 12, ones: 12, cuts: false },
    { zeros: 20, ones: 20, cuts: true },
    { zeros: 64, ones: 20, cuts: true },
    { zeros: 400, ones: 4, cuts: false },
    { zeros: 3, ones: 400, cuts: false },
  ])('cuts a window of $zeros zeros and then $ones ones: $cuts', ({ zeros, ones, cuts }) => {
    const values = [...Array.from({ length: zeros }, () => 0), ...Array.from({ length: ones }, () => 1)];
    const adwin = createAdwin({ delta, clock: values.length });
    expect(addAll(adwin, values).includes(true)).toBe(cuts);
    expect(adwin.cut?.direction).toBe(cuts ? 'rise' : undefined);
  });

  it('is not reached by two values, however large delta is', () => {
    for (const level of [0.001, 0.5, 0.999]) expect(cutBound(1, 1, 0.25, level)).toBeGreaterThan(1);
  });
});

describe('ADWIN', () => {
  const cases = [1, 3, 8].flatMap((clock) => [0.002, 0.05, 0.4].map((level) => ({ clock, level })));
  it.each(cases)('cuts where a search over all values cuts, with clock $clock and delta $level', ({ clock, level }) => {
    let cuts = 0;
    for (let seed = 0; seed < rounds(2, 30); seed++) {
      const adwin = createAdwin({ delta: level, clock });
      const brute = bruteForce(clock, level);
      for (const value of valuesOf(seed, 700)) {
        const dropped = brute.add(value);
        const isCut = adwin.add(value);
        const { width, buckets } = adwin;
        expect({ isCut, width, buckets }).toEqual({
          ...{ isCut: dropped.length > 0, width: brute.window.length, buckets: brute.buckets.length },
        });
        expect(adwin.mean).toBeCloseTo(meanOf(brute.window), 9);
        expect(adwin.variance).toBeCloseTo(varianceOf(brute.window), 9);
        if (dropped.length === 0) continue;
        cuts += 1;
        const { before, after, younger } = brute.split!;
        expect(adwin.cut!.younger).toBe(younger);
        expect(adwin.cut!.dropped).toBe(dropped.length);
        expect(adwin.cut!.before).toBeCloseTo(before, 9);
        expect(adwin.cut!.after).toBeCloseTo(after, 9);
        expect(adwin.cut!.direction).toBe(after > before ? 'rise' : 'fall');
      }
    }
    expect(cuts).toBeGreaterThan(3);
  });

  it('tells a rise from a fall, and makes the window shorter for both', () => {
    for (const [first, then, direction] of [
      [0.1, 0.9, 'rise'],
      [0.9, 0.1, 'fall'],
    ] as const) {
      const random = createRandom(3);
      const adwin = createAdwin({ delta, clock: 1 });
      const add = (level: number, count: number) =>
        addAll(
          adwin,
          Array.from({ length: count }, () => Number(random() < level)),
        );
      add(first, 500);
      const { width } = adwin;
      expect(add(then, 200)).toContain(true);
      expect(adwin.cut!.direction).toBe(direction);
      expect(adwin.width).toBeLessThan(width);
    }
  });

  it.each([0, 0.1, 1 / 3, 0.7, 1])('never cuts a stream that is always %d', (value) => {
    const adwin = createAdwin({ delta: 0.99, clock: 1 });
    for (let i = 0; i < rounds(20_000, 300_000); i++) if (adwin.add(value)) throw new Error(`cut after ${i}`);
    expect(adwin.mean).toBeCloseTo(value, 12);
    expect(adwin.variance).toBeCloseTo(0, 12);
  });

  it('keeps at most five buckets for each doubling of the window', () => {
    const histogram = createBuckets();
    const tooMany: number[] = [];
    for (let n = 1; n <= 100_000; n++) {
      histogram.add(n % 2);
      if (histogram.buckets > 5 * (Math.floor(Math.log2(n)) + 1)) tooMany.push(n);
    }
    expect(tooMany).toEqual([]);
    expect(histogram.count).toBe(100_000);
    expect(histogram.rows.length).toBeLessThan(17);
  });

  it('goes on from its JSON exactly as if nothing had happened', () => {
    const stream = fc.tuple(fc.nat({ max: 1000 }), fc.nat({ max: 599 }), fc.constantFrom(1, 8, 13));
    fc.assert(
      fc.property(stream, ([seed, at, clock]) => {
        const values = valuesOf(seed, 600);
        const whole = createAdwin({ delta: 0.2, clock });
        let stopped = createAdwin({ delta: 0.2, clock });
        for (const [i, value] of values.entries()) {
          if (i === at) stopped = adwinFromJSON(JSON.parse(JSON.stringify(stopped)));
          expect(stopped.add(value)).toBe(whole.add(value));
          expect(stopped.mean).toBe(whole.mean);
          expect(stopped.cut).toEqual(whole.cut);
        }
        expect(stopped.toJSON()).toEqual(whole.toJSON());
      }),
      { numRuns: rounds(30, 200) },
    );
  });

  it.each([Number.NaN, -0.1, 1.1, Number.POSITIVE_INFINITY])('refuses %d', (value) => {
    expect(() => createAdwin({ delta, clock: 1 }).add(value)).toThrow(RangeError);
  });

  it.each([
    { delta: 0, clock: 1 },
    { delta: 1, clock: 1 },
    { delta, clock: 0 },
    { delta, clock: 1.5 },
  ])('refuses the settings %o', (settings) => {
    expect(() => createAdwin(settings)).toThrow(RangeError);
  });

  const good = () => {
    const adwin = createAdwin({ delta, clock: 8 });
    addAll(adwin, valuesOf(1, 100));
    return adwin.toJSON();
  };
  it.each([
    ['nothing', () => null],
    ['another method', () => ({ ...good(), method: 'other' })],
    ['a key that is not known', () => ({ ...good(), more: 1 })],
    ['more ticks than the clock has', () => ({ ...good(), ticks: 8 })],
    ['six buckets of a size', () => ({ ...good(), rows: [{ sums: Array(6).fill(0), squares: Array(6).fill(0) }] })],
    ['a bucket without squares', () => ({ ...good(), rows: [{ sums: [0], squares: [] }] })],
    ['a sum above its bucket', () => ({ ...good(), rows: [{ sums: [1.5], squares: [0] }] })],
    ['a last row that is empty', () => ({ ...good(), rows: [...good().rows, { sums: [], squares: [] }] })],
  ])('refuses a state with %s', (_name, damage) => {
    expect(() => adwinFromJSON(damage())).toThrow(expect.objectContaining({ code: 'model-artefact-damaged' }));
  });
});
