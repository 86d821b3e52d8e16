import { formatScore } from '../../foundation/number-words.ts';

/** Whether a score, of which more is better, is above a baseline's as both are shown. A tie goes to the baseline, which is simpler. */
export const beatsBaseline = (own: number, baseline: number): boolean =>
  Number(formatScore(own)) > Number(formatScore(baseline));
