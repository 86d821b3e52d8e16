/**
 * The quantile of the values that are not NaN, linear between neighbours (numpy's default). NaN when there is none.
 *
 * @param share 0..1
 */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return Number.NaN;
  const position = share * (sorted.length - 1);
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below === above ? below : below + (position - Math.floor(position)) * (above - below);
}
