import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { quantile } from '../quantile.ts';

/** Turns a raw score into −log₁₀ of how rarely training reached it, so that detectors with different units can be averaged. */
export interface TailCalibration {
  of(score: number): number;
  toJSON(): TailCalibrationJson;
}

export interface TailCalibrationJson {
  /** Training scores in ascending order, or as many of them, evenly spaced, as are kept. */
  body: PackedArray;
  /** Above it the tail is modelled. */
  edge: number;
  /** Mean excess of the tail. */
  unit: number;
}

/** More ordinary scores than this tell the shares below the tail no better. */
const mostKept = 4096;

/** Above this share of the training scores the tail is modelled, because too few of them are left to count. */
const tailShare = 0.02;

/**
 * Counts within the training scores; above their 98 % quantile the excess, in units of its mean, enters as 1.5 · ln(1 + excess): slower than
 * an exponential tail, because the tails of real metrics are heavy, and without a ceiling, because order above it matters.
 */
export function fitTailCalibration(scores: Float64Array): TailCalibration {
  const sorted = Float64Array.from(scores).sort();
  const edge = quantile(sorted, 1 - tailShare);
  const excess = sorted.filter((score) => score > edge).map((score) => score - edge);
  const mean = excess.reduce((sum, value) => sum + value, 0) / excess.length;
  const range = (sorted.at(-1) ?? 1) - (sorted[0] ?? 0);
  // Scores that never differed have no unit of their own.
  const unit = excess.length > 3 && mean > 0 ? mean : range > 0 ? range / 6 : 1;
  return createCalibration(thin(sorted), edge, unit);
}

/** Restores a calibration from its JSON. */
export function tailCalibrationFromJSON({ body, edge, unit }: TailCalibrationJson): TailCalibration {
  return createCalibration(unpackArray('f64', body), edge, unit);
}

function createCalibration(sorted: Float64Array, edge: number, unit: number): TailCalibration {
  return {
    of(score) {
      if (score > edge) return -Math.log10(tailShare) + 1.5 * Math.log1p((score - edge) / unit);
      return -Math.log10((sorted.length - countBelow(sorted, score) + 0.5) / (sorted.length + 1));
    },
    toJSON: () => ({ body: packArray('f64', sorted), edge, unit }),
  };
}

function thin(sorted: Float64Array): Float64Array {
  if (sorted.length <= mostKept) return sorted;
  return Float64Array.from({ length: mostKept }, (_, i) => {
    return sorted[Math.round((i * (sorted.length - 1)) / (mostKept - 1))]!;
  });
}

function countBelow(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
