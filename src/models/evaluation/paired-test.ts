/** Two models on the same labels, which neither has learned from: who is right where the other is wrong. */
export interface PairedTest {
  /** Labels so far. */
  readonly labels: number;
  /** Labels that the new model alone gets right, and those that it alone gets wrong. */
  readonly wins: number;
  readonly losses: number;
  /** By how much more of the labels the new model gets right, −1..1; 0 before the first. */
  readonly size: number;
  /**
   * How likely so much evidence would have come up at any time if the new model were no better: it may be looked at after every label, and the chance
   * that it ever falls below a level is at most that level.
   */
  readonly p: number;
  add(formerIsRight: boolean, newIsRight: boolean): void;
}

/**
 * The sign test on the labels about which the two differ, valid at any time: 1 over the largest likelihood ratio so far of "the new one wins each with
 * some probability above one half, all as likely" against one half (Robbins: Statistical methods related to the law of the iterated logarithm, 1970;
 * Johari et al.: Always valid inference, Operations Research 70, 2022).
 */
export function createPairedTest(): PairedTest {
  let [labels, wins, losses, p] = [0, 0, 0, 1];
  return {
    get labels() {
      return labels;
    },
    get wins() {
      return wins;
    },
    get losses() {
      return losses;
    },
    get size() {
      return labels === 0 ? 0 : (wins - losses) / labels;
    },
    get p() {
      return p;
    },
    add(formerIsRight, newIsRight) {
      labels++;
      if (formerIsRight === newIsRight) return;
      if (newIsRight) wins++;
      else losses++;
      p = Math.min(p, 1 / likelihoodRatio(wins, losses));
    },
  };
}

/**
 * 2^(n+1) ∫ q^wins (1 − q)^losses dq over ½..1, with n = wins + losses: the integral is a beta function times the probability that a fair coin falls
 * heads at most `wins` times in n + 1.
 */
function likelihoodRatio(wins: number, losses: number): number {
  const n = wins + losses;
  let sum = 0;
  // C(n + 1, k) · wins! · losses! / (n + 1)! = wins! · losses! / (k! · (n + 1 − k)!), largest at the last k below one half.
  for (let k = 0; k <= wins; k++) {
    sum += Math.exp(logFactorial(wins) + logFactorial(losses) - logFactorial(k) - logFactorial(n + 1 - k));
  }
  return sum;
}

const logFactorials = [0];

function logFactorial(n: number): number {
  for (let i = logFactorials.length; i <= n; i++) logFactorials.push(logFactorials[i - 1]! + Math.log(i));
  return logFactorials[n]!;
}
