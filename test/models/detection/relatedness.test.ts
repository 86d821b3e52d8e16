import { describe, expect, it } from 'vitest';
import { findRelatedness } from '../../../src/models/detection/relatedness.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const count = 2_000;

/** Rows of as many metrics as `make` answers with. */
function rowsOf(make: (draw: () => number, i: number) => number[]): { rows: Float64Array; width: number } {
  const random = createRandom(3);
  const rows = Array.from({ length: count }, (_, i) => make(() => randomNormal(random), i));
  return { rows: Float64Array.from(rows.flat()), width: rows[0]!.length };
}

const related = (make: Parameters<typeof rowsOf>[0]) => {
  const { rows, width } = rowsOf(make);
  return findRelatedness(rows, count, width);
};

describe('how much metrics tell of each other', () => {
  it.each<[string, Parameters<typeof rowsOf>[0]]>([
    ['one metric', (draw) => [draw()]],
    ['one beside a constant', (draw) => [draw(), 5]],
    ['one and its copy in another unit', (draw) => (([one]) => [one!, -1000 * one! + 3])([draw()])],
    ['one beside a flag that is seldom set', (draw, i) => [draw(), Number(i % 200 === 0)]],
    ['unrelated ones', (draw) => [draw(), draw(), draw()]],
    ['none that moves', () => [1, 2, 3]],
  ])('is nothing for %s', (_, make) => {
    expect(related(make)).toBeLessThan(0.02);
  });

  it('is the R² of each by the others', () => {
    // A correlation of a half.
    const shared = related((draw) => {
      const common = draw();
      return [common + draw(), common + draw()];
    });
    expect(shared).toBeCloseTo(0.25, 1);
    expect(related((draw) => (([a, b]) => [a!, b!, a! + b!])([draw(), draw()]))).toBeGreaterThan(0.95);
  });

  it('does not rest on copies, constants, units or order', () => {
    const of = (change: (row: number[]) => number[]) =>
      related((draw) => {
        const common = draw();
        return change([common + draw(), common + draw(), common + draw()]);
      });
    const plain = of((row) => row);
    expect(of((row) => [...row, row[0]!, 7])).toBeCloseTo(plain, 6);
    expect(of((row) => row.toReversed().map((value) => 1000 * value))).toBeCloseTo(plain, 6);
  });
});
