import { median } from '../../foundation/median.ts';
import { spreadOf } from './detection-part.ts';

/**
 * Share of the variance that the mean of the 10 rows before explains, median over the metrics that move at all, 0..1. Near 1 a metric drifts
 * or follows the day, and what is unusual shows against its recent past; near 0 it jitters around one level, and windows only add echoes.
 */
export function findPredictability(rows: Float64Array, count: number, width: number): number {
  const window = 10;
  if (count <= 2 * window) return 0;
  const total = spreadOf(rows, count, width);
  const left = new Float64Array((count - window) * width);
  const sums = new Float64Array(width);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < width; f++) {
      const value = rows[i * width + f]!;
      if (i >= window) {
        left[(i - window) * width + f] = value - sums[f]! / window;
        sums[f]! -= rows[(i - window) * width + f]!;
      }
      sums[f]! += value;
    }
  }
  const unexplained = spreadOf(left, count - window, width);
  const shares: number[] = [];
  for (let f = 0; f < width; f++) {
    const moved = rows.subarray(0, count * width).some((value, i) => i % width === f && value !== rows[f]);
    if (moved) shares.push(1 - (unexplained[f]! / total[f]!) ** 2);
  }
  return Math.max(0, Math.min(1, median(shares) ?? 0));
}
