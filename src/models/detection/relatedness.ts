import { covariance } from '../principal-components.ts';
import { fitStandardScaler } from '../standard-scaler.ts';
import { findExcursions } from './known-values.ts';

/** Added to the diagonal of the correlations, so that metrics that say the same can be told apart from rounding. */
const ridge = 1e-3;

/** A metric that is elsewhere than at one value in fewer rows than this share rests: it has nothing to tell, and nothing to be told. */
const restingShare = 0.02;

/** Of two metrics with a correlation above this, the second says nothing that the first does not say. */
const copied = 0.999;

/**
 * How much of a metric the others tell, mean over the metrics but for copies and for those that rest: R² of a linear regression on all others, 0..1 (one less the
 * inverse of the diagonal of the inverse correlation matrix). 0 with fewer than two metrics that differ: relations say nothing then.
 */
export function findRelatedness(rows: Float64Array, count: number, width: number): number {
  const scaled = fitStandardScaler(rows, count, width).transform(rows, count);
  const all = covariance(scaled, count, width);
  const kept: number[] = [];
  const moves = movingMetrics(rows, count, width);
  for (const f of moves) if (!kept.some((other) => Math.abs(all[other * width + f]!) > copied)) kept.push(f);
  const size = kept.length;
  if (size < 2) return 0;
  const correlations = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++)
      correlations[i * size + j] = all[kept[i]! * width + kept[j]!]! + (i === j ? ridge : 0);
  }
  const diagonal = diagonalOfInverse(correlations, size);
  return Math.max(0, diagonal.reduce((sum, value) => sum + 1 - 1 / value, 0) / size);
}

/** Places in the row of the metrics that do not rest. */
function movingMetrics(rows: Float64Array, count: number, width: number): number[] {
  return findExcursions(rows, count, width).flatMap(({ away }, f) => (away >= restingShare * count ? [f] : []));
}

/** Of a symmetric positive definite matrix, by its Cholesky factor: row j of the factor's inverse holds what adds up to the diagonal. */
function diagonalOfInverse(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let left = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) left -= factor[i * size + k]! * factor[j * size + k]!;
      factor[i * size + j] = i === j ? Math.sqrt(Math.max(left, 1e-12)) : left / factor[j * size + j]!;
    }
  }
  const diagonal = new Float64Array(size);
  const column = new Float64Array(size);
  for (let j = 0; j < size; j++) {
    column.fill(0);
    for (let i = j; i < size; i++) {
      let left = i === j ? 1 : 0;
      for (let k = j; k < i; k++) left -= factor[i * size + k]! * column[k]!;
      column[i] = left / factor[i * size + i]!;
    }
    for (let i = j; i < size; i++) diagonal[j]! += column[i]! ** 2;
  }
  return diagonal;
}
