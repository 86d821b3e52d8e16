/** How likely `errors` or more of `count` are where `knownErrors` of `knownCount` were before, if nothing has changed; 1 when they are not more. */
export type ExactTest = (knownErrors: number, knownCount: number, errors: number, count: number) => number;

/**
 * Creates Fisher's exact test for two shares, one-sided (Fisher 1935, "The logic of inductive inference"): of all ways to deal the errors to both
 * parts, the share that gives the second part so many. It holds for the smallest counts, where normal approximations call too much a change.
 *
 * @param most the largest sum of both counts
 */
export function createExactTest(most: number): ExactTest {
  const logFactorial = new Float64Array(most + 1);
  for (let i = 1; i <= most; i++) logFactorial[i] = logFactorial[i - 1]! + Math.log(i);
  const logWays = (n: number, k: number) => logFactorial[n]! - logFactorial[k]! - logFactorial[n - k]!;

  return (knownErrors, knownCount, errors, count) => {
    if (knownCount === 0 || count === 0 || errors * knownCount <= knownErrors * count) return 1;
    const all = knownErrors + errors;
    const ways = logWays(knownCount + count, all);
    let tail = 0;
    for (let k = errors; k <= Math.min(all, count); k++)
      tail += Math.exp(logWays(count, k) + logWays(knownCount, all - k) - ways);
    return Math.min(1, tail);
  };
}
