import { describe, expect, it } from 'vitest';
import { describeP, describeTrial } from '../../src/learning/online/trial-words.ts';

describe('a trial in words', () => {
  it.each([
    [{ labels: 0, wins: 0, losses: 0, p: 1 }, null, 'no later label to compare on yet'],
    [
      ...[{ labels: 31, wins: 9, losses: 1, p: 0.0209 }, null],
      'on 31 later labels it was right 9 times where the rules were wrong, and wrong 1 time where they were right (right on 26 % more of the labels, p .021)',
    ],
    [
      ...[{ labels: 1, wins: 0, losses: 1, p: 1 }, 'a1'],
      'on 1 later label it was right 0 times where the model in use was wrong, and wrong 1 time where it was right (right on 100 % fewer of the labels, p 1)',
    ],
    [
      ...[{ labels: 4, wins: 1, losses: 1, p: 0.5 }, 'a1'],
      'on 4 later labels it was right 1 time where the model in use was wrong, and wrong 1 time where it was right (right as often, p .50)',
    ],
  ] as const)('%j against %s', (trial, against, words) => {
    expect(describeTrial(trial as never, against as never)).toBe(words);
  });

  it('never shows a p as nothing', () => {
    expect([1e-9, 0.001, 0.0499, 0.5, 1].map(describeP)).toEqual(['under .001', '.001', '.050', '.50', '1']);
  });
});
