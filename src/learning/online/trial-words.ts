import { count } from '../../foundation/number-words.ts';
import { type Trial, trialRule } from './shadow-trial.ts';

/** A p with as many digits as it takes to see it, rounded up, so that it never looks like less than it is: `.031`, `under .001`. */
export function describeP(p: number): string {
  if (p < 0.001) return 'under .001';
  if (p >= 1) return '1';
  const digits = p < 0.1 ? 3 : 2;
  const rounded = Math.ceil(p * 10 ** digits - 1e-9) / 10 ** digits;
  return rounded.toFixed(digits).replace(/^0/, '');
}

const rivalOf = (against: string | null) => (against === null ? 'the rules' : 'the model in use');

/**
 * What a trial has shown so far, as a clause: `on 31 later labels it was right 9 times where the rules were wrong, and wrong 1 time where they were right
 * (right on 26 % more of the labels, p .02)`.
 */
export function describeTrial({ labels, wins, losses, p }: Trial, against: string | null): string {
  if (labels === 0) return 'no later label to compare on yet';
  const rival = rivalOf(against);
  const [verb, pronoun] = against === null ? ['were', 'they were'] : ['was', 'it was'];
  const size = Math.round((100 * (wins - losses)) / labels);
  const more =
    size === 0 ? 'right as often' : `right on ${Math.abs(size)} % ${size > 0 ? 'more' : 'fewer'} of the labels`;
  return `on ${count(labels, 'later label')} it was right ${count(wins, 'time')} where ${rival} ${verb} wrong, and wrong ${count(losses, 'time')} where ${pronoun} right (${more}, p ${describeP(p)})`;
}

/** When a trial ends, as a clause. */
export const trialRuleWords = `it comes into use once p is ${String(trialRule.p).replace(/^0/, '')} or less, and is dropped when that is not so after ${trialRule.most} labels`;
