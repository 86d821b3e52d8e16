import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveOf, mostLossPoints, thinCurve } from '../../src/models/losses.ts';

const error = fc.double({ min: 0, max: 9, noNaN: true });
const losses = fc
  .tuple(fc.array(fc.tuple(error, error), { minLength: 1, maxLength: 300 }), fc.nat())
  .map(([passes, at]) => ({
    name: 'error',
    training: passes.map(([training]) => training),
    later: passes.map(([, later]) => later),
    kept: at % passes.length,
  }));

describe('losses as they are stored', () => {
  it('have a bounded number of passes, in order, with the first, the kept and the last one', () => {
    fc.assert(
      fc.property(losses, fc.integer({ min: 3, max: 80 }), (given, most) => {
        const { points, kept, passes } = thinCurve(curveOf(given)!, most);
        const shown = points.map(({ pass }) => pass);
        expect(points.length).toBeLessThanOrEqual(Math.min(most, mostLossPoints));
        expect(points.length).toBeGreaterThanOrEqual(Math.min(passes, most - 1, mostLossPoints - 1));
        expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
        expect(shown).toEqual(expect.arrayContaining([1, kept, passes]));
        for (const { pass, training, later } of points) {
          expect(training).toBeCloseTo(given.training[pass - 1]!, 4);
          expect(later).toBeCloseTo(given.later[pass - 1]!, 4);
        }
      }),
    );
  });

  it('are all passes where there are few, counted from 1', () => {
    expect(curveOf({ name: 'error', training: [2, 1 / 3], later: [3, 4], kept: 1 })).toEqual({
      ...{ name: 'error', passes: 2, kept: 2 },
      points: [
        { pass: 1, training: 2, later: 3 },
        { pass: 2, training: 0.333333, later: 4 },
      ],
    });
  });

  it('have null where there is no number, which JSON keeps, and are none without a pass', () => {
    const odd = curveOf({ name: 'error', training: [Number.NaN, 1], later: [Number.POSITIVE_INFINITY], kept: 0 })!;
    expect(odd.points.map(({ training, later }) => [training, later])).toEqual([
      [null, null],
      [1, null],
    ]);
    expect(JSON.parse(JSON.stringify(odd))).toEqual(odd);
    expect(curveOf({ name: 'error', training: [], later: [], kept: 0 })).toBeNull();
  });
});
