import { madToDeviation } from '../../foundation/median.ts';
import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { covariance, findEigen } from '../principal-components.ts';
import { quantile } from '../quantile.ts';
import {
  fitStandardScaler,
  type StandardScaler,
  type StandardScalerJson,
  standardScalerFromJSON,
} from '../standard-scaler.ts';
import { type DetectionPart, meanSquare, spreadOf, type TrainingRows } from './detection-part.ts';

/** Share of the variance that counts as what metrics usually do together. */
const usualShare = 0.9;

/** Directions with less variance than this are rounding. */
const leastVariance = 1e-8;

/** Two views of principal components (Shyu et al.: A Novel Anomaly Detection Scheme Based on Principal Component Classifier, 2003). */
export interface CorrelationParts {
  /** Deviation along every direction, each in its own scale: a small step off a tight relation counts like a large one along a loose one. */
  directions: DetectionPart;
  /** What the directions with 90 % of the variance leave unexplained, metric by metric. */
  residuals: DetectionPart;
  /**
   * Median over the directions of robust scale by standard deviation, 0..1. About 1 where training is one steady state; well below a half where
   * so many of its rows are something else that they bend the directions.
   */
  steadiness: number;
}

/** Fits both on one decomposition. Good for metrics that move together until something breaks; says nothing for a single metric. */
export function fitBrokenCorrelations({ rows, count, width }: TrainingRows): CorrelationParts {
  const scaler = fitStandardScaler(rows, count, width);
  const scaled = scaler.transform(rows, count);
  const { values, vectors } = findEigen(covariance(scaled, count, width), width);
  const kept = Math.max(1, values.filter((value) => value > leastVariance).length);
  const usual = countUsual(values);

  const space = createSpace(scaler, vectors.subarray(0, kept * width), usual);
  const projected = new Float64Array(count * kept);
  const residual = new Float64Array(count * width);
  const along = new Float64Array(kept);
  for (let i = 0; i < count; i++) {
    space.project(scaled, i * width, along);
    projected.set(along, i * kept);
    space.leave(scaled, i * width, along, residual.subarray(i * width, (i + 1) * width));
  }
  const robust = robustScale(projected, count, kept);
  const spread = spreadOf(projected, count, kept);
  // A direction that mostly rests must not become over-sensitive.
  const directionScale = robust.map((scale, j) => Math.max(scale, 0.1 * spread[j]!));
  const ratios = robust.map((scale, j) => Math.min(1, scale / spread[j]!));
  const residualScale = spreadOf(residual, count, width);

  return {
    directions: createDirections(space, directionScale),
    residuals: createResiduals(space, residualScale),
    steadiness: quantile(ratios, 0.5),
  };
}

/** The principal directions of the scaled metrics, the strongest first. */
interface Space {
  scaler: StandardScaler;
  /** Row-major, one direction a row. */
  vectors: Float64Array;
  /** How many of them hold what metrics usually do together. */
  usual: number;
}

interface CorrelationJson {
  scaler: StandardScalerJson;
  vectors: PackedArray;
  usual: number;
  scale: PackedArray;
}

function createSpace(scaler: StandardScaler, vectors: Float64Array, usual: number) {
  const width = scaler.mean.length;
  const kept = vectors.length / width;
  return {
    scaler,
    vectors,
    usual,
    width,
    kept,
    project(row: Float64Array, from: number, out: Float64Array) {
      for (let j = 0; j < kept; j++) {
        let sum = 0;
        for (let f = 0; f < width; f++) sum += vectors[j * width + f]! * row[from + f]!;
        out[j] = sum;
      }
    },
    /** Writes what the usual directions leave unexplained. */
    leave(row: Float64Array, from: number, along: Float64Array, out: Float64Array) {
      for (let f = 0; f < width; f++) out[f] = row[from + f]!;
      for (let j = 0; j < usual; j++) {
        for (let f = 0; f < width; f++) out[f]! -= along[j]! * vectors[j * width + f]!;
      }
    },
  };
}

const packSpace = ({ scaler, vectors, usual }: Space, scale: Float64Array): CorrelationJson => ({
  scaler: scaler.toJSON(),
  vectors: packArray('f64', vectors),
  usual,
  scale: packArray('f64', scale),
});

const unpackSpace = ({ scaler, vectors, usual }: CorrelationJson) =>
  createSpace(standardScalerFromJSON(scaler), unpackArray('f64', vectors), usual);

/** Restores the part from its JSON. */
export function restoreDirections(json: CorrelationJson): DetectionPart {
  return createDirections(unpackSpace(json), unpackArray('f64', json.scale));
}

/** Restores the part from its JSON. */
export function restoreResiduals(json: CorrelationJson): DetectionPart {
  return createResiduals(unpackSpace(json), unpackArray('f64', json.scale));
}

function createDirections(space: ReturnType<typeof createSpace>, scale: Float64Array): DetectionPart {
  return {
    kind: 'directions',
    start() {
      const row = new Float64Array(space.width);
      const deviations = new Float64Array(space.kept);
      return {
        push(raw) {
          space.scaler.transform(raw, 1, row);
          space.project(row, 0, deviations);
          for (let j = 0; j < space.kept; j++) deviations[j] = Math.abs(deviations[j]! / scale[j]!);
          return meanSquare(deviations);
        },
      };
    },
    toJSON: () => packSpace(space, scale),
  };
}

function createResiduals(space: ReturnType<typeof createSpace>, scale: Float64Array): DetectionPart {
  return {
    kind: 'residuals',
    start() {
      const row = new Float64Array(space.width);
      const steps = new Float64Array(space.kept);
      const deviations = new Float64Array(space.width);
      return {
        deviations,
        push(raw) {
          space.scaler.transform(raw, 1, row);
          space.project(row, 0, steps);
          space.leave(row, 0, steps, deviations);
          for (let f = 0; f < space.width; f++) deviations[f] = Math.abs(deviations[f]! / scale[f]!);
          return meanSquare(deviations);
        },
      };
    },
    toJSON: () => packSpace(space, scale),
  };
}

function countUsual(values: Float64Array): number {
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  let sum = 0;
  for (let j = 0; j < values.length; j++) {
    sum += Math.max(0, values[j]!);
    if (sum >= usualShare * total) return j + 1;
  }
  return values.length;
}

/** 1.4826 · median |x|. */
function robustScale(rows: Float64Array, count: number, width: number): Float64Array {
  return Float64Array.from({ length: width }, (_, j) => {
    const sizes = Float64Array.from({ length: count }, (_, i) => Math.abs(rows[i * width + j]!));
    return madToDeviation * quantile(sizes, 0.5);
  });
}
