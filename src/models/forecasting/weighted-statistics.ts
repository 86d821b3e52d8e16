/** The mean of the values; NaN when the weights add up to nothing. */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    sum += weights[i]! * values[i]!;
    weight += weights[i]!;
  }
  return sum / weight;
}

/**
 * The least value with at least this share (0..1) of the weight at or below it; NaN when there is none. Orders both arrays anew, by weighted
 * quickselect in three parts.
 */
export function weightedQuantile(values: Float64Array, weights: Float64Array, share: number): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]!;
  let [from, to, wanted] = [0, values.length, share * total];
  if (to === 0) return Number.NaN;
  while (to - from > 1) {
    const pivot = medianOfThree(values[from]!, values[(from + to) >> 1]!, values[to - 1]!);
    let [low, i, high, below, same] = [from, from, to, 0, 0];
    while (i < high) {
      const value = values[i]!;
      if (value < pivot) {
        below += weights[i]!;
        swap(values, weights, low++, i++);
      } else if (value > pivot) {
        swap(values, weights, i, --high);
      } else {
        same += weights[i]!;
        i++;
      }
    }
    if (wanted <= below && low > from) to = low;
    else if (wanted <= below + same || high === to) return pivot;
    else {
      wanted -= below + same;
      from = high;
    }
  }
  return values[from]!;
}

const medianOfThree = (a: number, b: number, c: number) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));

function swap(values: Float64Array, weights: Float64Array, a: number, b: number): void {
  const [value, weight] = [values[a]!, weights[a]!];
  values[a] = values[b]!;
  weights[a] = weights[b]!;
  values[b] = value;
  weights[b] = weight;
}
