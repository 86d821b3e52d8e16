/**
 * How often a right or wrong verdict followed a right or wrong one: [right right, right wrong, wrong right, wrong wrong]. Errors come in runs, because
 * one incident gives several labels, but where a run begins, and whether it goes on, are independent of each other as far as errors are a Markov
 * chain. So counts of transitions can be tested where counts of errors can't.
 */
export type Transitions = Float64Array;

export const noTransitions = (): Transitions => new Float64Array(4);

/** The place of a transition in {@link Transitions}. */
export const transitionOf = (wasWrong: boolean, isWrong: boolean): number => (wasWrong ? 2 : 0) + (isWrong ? 1 : 0);

/** Whether the second verdict of a transition was wrong. */
export const endsWrong = (transition: number): boolean => transition % 2 === 1;

export const countOf = (of: Transitions): number => of[0]! + of[1]! + of[2]! + of[3]!;

/** Share of wrong verdicts; NaN without any. */
export const errorOf = (of: Transitions): number => (of[1]! + of[3]!) / countOf(of);

/** A model's error as it is known, by labels that were kept from it. */
export interface KnownError {
  /** Share of wrong verdicts, 0..1. */
  error: number;
  /** How many labels say so; whole, from 1. */
  labels: number;
}

/** Transitions seen before count as much as so many errors that came by themselves. */
const doubt = 5;

/** The transitions that a known error stands for, when errors come in such runs as they did so far. */
export function expectTransitions({ error, labels }: KnownError, seen: Transitions): Transitions {
  const wrong = Math.round(error * labels);
  const again = (seen[3]! + doubt * error) / (seen[2]! + seen[3]! + doubt);
  // As many runs begin as end.
  const begins = Math.min(1, wrong === labels ? 1 : ((1 - again) * wrong) / (labels - wrong));
  const began = Math.round((labels - wrong) * begins);
  const went = Math.round(wrong * again);
  return Float64Array.of(labels - wrong - began, began, wrong - went, went);
}
