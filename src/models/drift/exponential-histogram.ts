/** Buckets of one size before two of them become one of the next: M of the paper. */
export const bucketsOfSize = 5;

/** One more is there for a moment before two of them are joined. */
const slots = bucketsOfSize + 1;

/** All buckets of 2^row values, the oldest first. */
export interface BucketRow {
  used: number;
  sums: Float64Array;
  /** Sums of squared distances from the mean of the bucket. */
  squares: Float64Array;
}

/** Sums of a sequence in buckets of 1, 2, 4 … values, the larger the older (Datar, Gionis, Indyk and Motwani 2002). */
export interface ExponentialHistogram {
  /** By the logarithm of the bucket's size. Only the first can be empty. */
  readonly rows: readonly BucketRow[];
  /** How many values are in it. */
  readonly count: number;
  readonly buckets: number;
  add(value: number): void;
  /** Removes the oldest bucket. Throws `RangeError` when there is none. */
  dropOldest(): { count: number; sum: number };
  sum(): number;
  /** NaN when nothing is in it. */
  mean(): number;
  /** Population variance; NaN when nothing is in it. */
  variance(): number;
  eachFromOldest(take: (count: number, sum: number) => void): void;
}

export const emptyRow = (): BucketRow => ({
  ...{ used: 0, sums: new Float64Array(slots), squares: new Float64Array(slots) },
});

/** What the squares around the mean grow by when two parts become one (Chan, Golub and LeVeque 1979). */
const between = (n0: number, sum0: number, n1: number, sum1: number) =>
  ((sum0 / n0 - sum1 / n1) ** 2 * n0 * n1) / (n0 + n1);

/** Creates a histogram over rows, which it goes on to change. Nothing is kept beside the rows but the count, so rounding cannot pile up. */
export function createBuckets(rows: BucketRow[] = [emptyRow()]): ExponentialHistogram {
  let count = rows.reduce((sum, { used }, row) => sum + used * 2 ** row, 0);

  /** The two oldest of a row become the newest of the next one. */
  const join = (row: number) => {
    const { sums, squares } = rows[row]!;
    const size = 2 ** row;
    rows[row + 1] ??= emptyRow();
    const next = rows[row + 1]!;
    next.sums[next.used] = sums[0]! + sums[1]!;
    next.squares[next.used] = squares[0]! + squares[1]! + between(size, sums[0]!, size, sums[1]!);
    next.used += 1;
    removeOldest(rows[row]!, 2);
    if (next.used === slots) join(row + 1);
  };

  const sum = () => {
    let total = 0;
    for (let row = rows.length - 1; row >= 0; row--)
      for (let i = 0; i < rows[row]!.used; i++) total += rows[row]!.sums[i]!;
    return total;
  };

  return {
    rows,
    get count() {
      return count;
    },
    get buckets() {
      return rows.reduce((total, { used }) => total + used, 0);
    },
    add(value) {
      const [first] = rows;
      first!.sums[first!.used] = value;
      first!.squares[first!.used] = 0;
      first!.used += 1;
      count += 1;
      if (first!.used === slots) join(0);
    },
    dropOldest() {
      const last = rows.at(-1)!;
      if (last.used === 0) throw new RangeError('nothing is left to drop');
      const dropped = { count: 2 ** (rows.length - 1), sum: last.sums[0]! };
      removeOldest(last, 1);
      while (rows.length > 1 && rows.at(-1)!.used === 0) rows.pop();
      count -= dropped.count;
      return dropped;
    },
    sum,
    mean: () => (count === 0 ? Number.NaN : sum() / count),
    variance() {
      if (count === 0) return Number.NaN;
      const mean = sum() / count;
      let squares = 0;
      for (let row = rows.length - 1; row >= 0; row--) {
        const size = 2 ** row;
        for (let i = 0; i < rows[row]!.used; i++)
          squares += rows[row]!.squares[i]! + size * (rows[row]!.sums[i]! / size - mean) ** 2;
      }
      return squares / count;
    },
    eachFromOldest(take) {
      for (let row = rows.length - 1; row >= 0; row--)
        for (let i = 0; i < rows[row]!.used; i++) take(2 ** row, rows[row]!.sums[i]!);
    },
  };
}

function removeOldest(row: BucketRow, count: number): void {
  row.sums.copyWithin(0, count, row.used);
  row.squares.copyWithin(0, count, row.used);
  row.used -= count;
}
