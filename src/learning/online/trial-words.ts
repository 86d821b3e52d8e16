import { count } from '../../foundation/number-words.ts';
import { type Trial, trialRule } from './shadow-trial.ts';

/** A p with as many digits as it takes to see it: `.03`, `under .001`. */
export const describeP = (p: number): string =>
  p < 0.001 ? 'under .001' : p >= 1 ? '1' : p.toFixed(p < 0.1 ? 3 : 2).replace(/^0/, '');

const rivalOf = (against: string | null) => (against === null ? 'the rules' : 'the model in use');

/** What a trial has shown so far, as a clause: `right where the rules were wrong on 9 of 31 later labels, wrong where they were right on 1 (26 % more right, p .02)`. */
export function describeTrial({ labels, wins, losses, p }: Trial, against: string | null): string {
  if (labels === 0) return 'no later label to compare on yet';
  const rival = rivalOf(against);
  const [verb, pronoun] = against === null ? ['were', 'they were'] : ['was', 'it was'];
  const size = Math.round((100 * (wins - losses)) / labels);
  const more = size === 0 ? 'as many right' : `${Math.abs(size)} % ${size > 0 ? 'more' : 'fewer'} right`;
  return `on ${count(labels, 'later label')} it was right ${wins} times where ${rival} ${verb} wrong, and wrong ${losses} times where ${pronoun} right (${more}, p ${describeP(p)})`;
}

/** When a trial ends, as a clause. */
export const trialRuleWords = `it comes into use once p is ${String(trialRule.p).replace(/^0/, '')} or less, and is dropped when that is not so after ${trialRule.most} labels`;
