import { describe, expect, it } from 'vitest';
import { theilSen } from '../../../../src/models/forecasting/trend/theil-sen.ts';

describe('a line by medians', () => {
  it('is the line itself where all points lie on one', () => {
    expect(theilSen([1, 3, 5, 7, 9])).toMatchObject({ slope: 2, end: 9, tau: 1 });
  });

  it('does not move with one point in four that lies anywhere', () => {
    const line = theilSen([0, 1, 2, 900, 4, 5, -300, 7])!;
    expect(line.slope).toBeCloseTo(1, 12);
    expect(line.end).toBeCloseTo(7, 12);
  });

  it('leaves out what is missing, and keeps its step', () => {
    expect(theilSen([0, Number.NaN, 2, 3, Number.NaN, 5])).toMatchObject({ slope: 1, end: 5 });
    expect(theilSen([0, 1, 2, 3, Number.NaN])!.end).toBe(4);
  });

  it('is none of fewer points than are asked for', () => {
    expect(theilSen([1, 2, 3])).toBeNull();
    expect(theilSen([1, Number.NaN, 2, 3])).toBeNull();
    expect(theilSen([1, 2, 3], { least: 3 })).not.toBeNull();
  });

  it("counts Kendall's tau by hand: of six pairs five rise and one falls", () => {
    expect(theilSen([1, 3, 2, 4])!.tau).toBeCloseTo(4 / 6, 12);
  });

  it("has Sen's interval around its slope, by ranks of the slopes, which no point can prove where there are few", () => {
    // Ten points: the variance of Kendall's S is 125, so nine of ten cases lie within 1.645 times its root: ranks 13 and 33 of 45 from 0.
    const values = [0, 1.2, 1.8, 3.4, 3.9, 5.3, 5.8, 7.1, 8.4, 8.8];
    const slopes = values
      .flatMap((value, i) => values.slice(0, i).map((before, j) => (value - before) / (i - j)))
      .sort((a, b) => a - b);
    expect(theilSen(values)).toMatchObject({ slope: slopes[22], lower: slopes[13], upper: slopes[32] });
    expect(theilSen([0, 1, 2], { least: 3 })).toMatchObject({ upper: Number.POSITIVE_INFINITY });
  });
});
