import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LossCurve } from '../../src/domain/loss-curve.ts';
import { describeLosses, describeLossesBriefly, describePass, formatLoss } from '../../src/foundation/loss-words.ts';

const curve = (kept: number, ...errors: [training: number | null, later: number | null][]): LossCurve => ({
  ...{ name: 'error', passes: errors.length, kept },
  points: errors.map(([training, later], i) => ({ pass: i + 1, training, later })),
});
const three: [number, number][] = [
  [1.1, 1.02],
  [0.6, 0.63],
  [0.5, 0.66],
];

describe('an error in words', () => {
  it.each([
    [0.63, '0.63'],
    [0.6304, '0.63'],
    [1234.5, '1235'],
    [0, '0'],
    [0.000042, '4.2e-5'],
    [0.0004217, '4.22e-4'],
    [3e15, '3e15'],
    [-2e-9, '-2e-9'],
    [null, 'no data'],
    [Number.NaN, 'no data'],
  ])('%s is %s', (value, words) => {
    expect(formatLoss(value)).toBe(words);
  });

  it('is never far from the number, and never reads as zero unless it is', () => {
    const finite = fc
      .double({ min: -1e300, max: 1e300, noNaN: true })
      .filter((value) => value === 0 || Math.abs(value) > 1e-300);
    fc.assert(
      fc.property(finite, (value) => {
        expect(Math.abs(Number(formatLoss(value)) - value)).toBeLessThanOrEqual(0.006 * Math.abs(value));
      }),
    );
  });
});

describe('losses in words', () => {
  it.each<[string, LossCurve, string]>([
    [
      'a pass in the middle',
      curve(2, ...three),
      '3 passes, pass 2 was kept: error 0.63 on later rows, 0.6 on those it learned from; 1.02 and 1.1 after pass 1; 0.66 and 0.5 after pass 3',
    ],
    [
      'the first',
      curve(1, ...three),
      '3 passes, pass 1 was kept: error 1.02 on later rows, 1.1 on those it learned from; 0.66 and 0.5 after pass 3',
    ],
    [
      'the last',
      curve(3, ...three),
      '3 passes, pass 3 was kept: error 0.66 on later rows, 0.5 on those it learned from; 1.02 and 1.1 after pass 1',
    ],
    ['the only one', curve(1, [1, 2]), '1 pass: error 2 on later rows, 1 on those it learned from'],
    [
      'two passes, no number on later rows',
      curve(2, [2, null], [1, null]),
      '2 passes, pass 2 was kept: error no data on later rows, 1 on those it learned from; no data and 2 after pass 1',
    ],
    ['a pass that is not there', curve(9, ...three), 'no data'],
    ['nothing', curve(1), 'no data'],
  ])('say what was kept first: %s', (_what, of, words) => {
    expect(describeLosses(of)).toBe(words);
  });

  it.each<[LossCurve, string]>([
    [curve(2, ...three), '0.63 and 0.6 after pass 2 of 3, 1.02 and 1.1 after the first'],
    [curve(1, ...three), '1.02 and 1.1 after pass 1 of 3'],
    [curve(1), 'no data'],
  ])('are shorter beside those of others: %j', (of, words) => {
    expect(describeLossesBriefly(of)).toBe(words);
  });

  it('say how far a fitting is', () => {
    expect(describePass({ pass: 3, later: 0.6312 }, 8)).toBe('pass 3 of 8, later error 0.631');
  });
});
