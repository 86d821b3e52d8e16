/** Mean of the last values of one metric. Each value costs the same, however long the window is; no allocation after creation. */
export interface RollingMean {
  /** How many values are in it. */
  readonly count: number;
  /** Adds a value; answers with the one that leaves, NaN while the window is not full. */
  push(value: number): number;
  /** NaN when nothing is in it. */
  mean(): number;
}

/** Creates a window of the last `size` finite values. */
export function createRollingMean(size: number): RollingMean {
  const arrived = new Float64Array(size);
  let count = 0;
  let next = 0;
  let sum = 0;
  /** Adding and taking away piles up rounding, so the sum is made anew once per turn of the window. */
  const sumAnew = () => {
    sum = 0;
    for (let i = 0; i < count; i++) sum += arrived[i]!;
  };
  return {
    get count() {
      return count;
    },
    push(value) {
      const left = count === size ? arrived[next]! : Number.NaN;
      if (count === size) sum -= left;
      else count++;
      arrived[next] = value;
      sum += value;
      next = next + 1 === size ? 0 : next + 1;
      if (next === 0) sumAnew();
      return left;
    },
    mean: () => sum / count,
  };
}
