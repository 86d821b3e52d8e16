/** Adds a value to the ascending numbers from `from` up to `end`. */
export function insertSorted(sorted: Float64Array, from: number, end: number, value: number): void {
  let i = end;
  for (; i > from && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!;
  sorted[i] = value;
}

/** Puts a value in the place of one of the ascending numbers from `from` up to `to`. Only what stands between the two has to move. */
export function replaceSorted(
  sorted: Float64Array,
  { from, to }: { from: number; to: number },
  former: number,
  value: number,
): void {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < former) low = middle + 1;
    else high = middle;
  }
  let i = low;
  if (value >= former) for (; i + 1 < to && sorted[i + 1]! < value; i++) sorted[i] = sorted[i + 1]!;
  else for (; i > from && sorted[i - 1]! > value; i--) sorted[i] = sorted[i - 1]!;
  sorted[i] = value;
}
