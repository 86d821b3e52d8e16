import { median } from '../domain/median.ts';

/** Standard deviation as estimated by the median absolute deviation (factor 1.4826 for a normal distribution, Hampel 1974). */
export function robustDeviation(values: readonly number[]): number | null {
  const centre = median(values);
  if (centre === null) return null;
  return 1.4826 * median(values.map((value) => Math.abs(value - centre)))!;
}
