import { medianOfSorted, robustDeviation } from '../../../foundation/median.ts';

/** A line through points at steps 0, 1, 2 …, by medians. */
export interface RobustLine {
  /** Units a step. */
  slope: number;
  /** The interval of the slope; infinite where the points are too few for it. */
  lower: number;
  upper: number;
  /** What the line reads at the last step. */
  end: number;
  /** How far points lie from the line: a robust standard deviation. */
  spread: number;
  /** Kendall's tau: 1 where each point is higher than those before, 0 without a direction, -1 where each is lower. */
  tau: number;
}

/**
 * Fits a line by the median of the slopes between any two points (Theil 1950), with the interval that Sen (1968) takes from the variance of Kendall's
 * tau: up to 29 % of the points may lie anywhere. NaN is missing.
 *
 * @param deviations how many standard deviations of tau the interval has on each side: 1.645 hold nine of ten slopes of points that are independent
 * @returns null for fewer than `least` points
 */
export function theilSen(
  values: ArrayLike<number>,
  { least = 4, deviations = 1.645 }: { least?: number; deviations?: number } = {},
): RobustLine | null {
  const slopes: number[] = [];
  let known = 0;
  let signs = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) continue;
    known++;
    for (let j = 0; j < i; j++) {
      if (Number.isNaN(values[j])) continue;
      const rise = values[i]! - values[j]!;
      slopes.push(rise / (i - j));
      signs += Math.sign(rise);
    }
  }
  if (known < Math.max(2, least)) return null;
  slopes.sort((a, b) => a - b);
  const slope = medianOfSorted(slopes, slopes.length);
  const ends: number[] = [];
  for (let i = 0; i < values.length; i++)
    if (!Number.isNaN(values[i])) ends.push(values[i]! + slope * (values.length - 1 - i));
  ends.sort((a, b) => a - b);
  const deviation = Math.sqrt((known * (known - 1) * (2 * known + 5)) / 18);
  const apart = (deviations * deviation) / 2;
  return {
    slope,
    lower: slopes[Math.floor(slopes.length / 2 - apart)] ?? Number.NEGATIVE_INFINITY,
    upper: slopes[Math.ceil(slopes.length / 2 + apart)] ?? Number.POSITIVE_INFINITY,
    end: medianOfSorted(ends, ends.length),
    spread: robustDeviation(ends)!,
    tau: signs / slopes.length,
  };
}
