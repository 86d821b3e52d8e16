/** Median of what is present of each metric, 0 where nothing is. */
export function medianOf(rows: Float64Array, count: number, width: number): Float64Array {
  return Float64Array.from({ length: width }, (_, f) => {
    const present: number[] = [];
    for (let i = f; i < count * width; i += width) if (Number.isFinite(rows[i]!)) present.push(rows[i]!);
    present.sort((a, b) => a - b);
    return present.length > 0 ? present[present.length >> 1]! : 0;
  });
}

/** Every missing value becomes the last one before it, at the start the median. */
export function fillRows(rows: Float64Array, count: number, width: number, medians: Float64Array): Float64Array {
  const filled = Float64Array.from(rows.subarray(0, count * width));
  for (let i = 0; i < count * width; i++) {
    if (!Number.isFinite(filled[i]!)) filled[i] = i >= width ? filled[i - width]! : medians[i]!;
  }
  return filled;
}
