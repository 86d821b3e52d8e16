/** Figures after the point with which scores are shown: what reads the same is the same. */
const shownDigits = 3;

/** Whether a score, of which more is better, is above a baseline's as both are shown. A tie goes to the baseline, which is simpler. */
export const beatsBaseline = (own: number, baseline: number): boolean =>
  Number(own.toFixed(shownDigits)) > Number(baseline.toFixed(shownDigits));
