import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSurprise, surpriseFromJSON } from '../../src/diagnosis/surprise.ts';

const thousand = Float64Array.from({ length: 1000 }, (_, i) => i / 1000);

describe('surprise', () => {
  it('is one for one in ten, two for one in a hundred', () => {
    const surprise = fitSurprise(thousand);
    expect(surprise.of(0.9)).toBeCloseTo(1, 2);
    expect(surprise.of(0.99)).toBeCloseTo(2, 2);
    expect(surprise.of(0.999)).toBeCloseTo(3, 2);
  });

  it('grows with the score, whatever the training scores were', () => {
    const scores = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 1, maxLength: 300 });
    const points = fc.array(fc.double({ min: -60, max: 500, noNaN: true }), { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(scores, points, (training, asked) => {
        const surprise = fitSurprise(Float64Array.from(training));
        const levels = [...asked].sort((a, b) => a - b).map((score) => surprise.of(score));
        for (const [i, level] of levels.entries()) {
          expect(level).toBeGreaterThanOrEqual(i === 0 ? 0 : levels[i - 1]!);
        }
      }),
    );
  });

  it('ends three levels above the rarest score of the training', () => {
    const surprise = fitSurprise(thousand);
    expect(surprise.of(1e9)).toBeCloseTo(surprise.of(0.999) + 3, 6);
    expect(surprise.of(Number.POSITIVE_INFINITY)).toBeCloseTo(surprise.of(0.999) + 3, 6);
  });

  it('is a number where nothing ever deviated', () => {
    const surprise = fitSurprise(new Float64Array(500));
    expect(surprise.of(0)).toBeGreaterThanOrEqual(0);
    expect(surprise.of(4)).toBeGreaterThan(surprise.of(0) + 2);
  });

  it('is unknown for an unknown score, and nothing without any training', () => {
    expect(fitSurprise(thousand).of(Number.NaN)).toBeNaN();
    expect(fitSurprise(new Float64Array(0)).of(3)).toBe(0);
  });

  it('survives JSON', () => {
    const surprise = fitSurprise(thousand);
    const copy = surpriseFromJSON(JSON.parse(JSON.stringify(surprise)));
    for (const score of [-1, 0, 0.5, 0.97, 1.5, 9]) expect(copy.of(score)).toBe(surprise.of(score));
  });
});
