import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { fitStandardScaler } from '../standard-scaler.ts';
import { type DetectionPart, largest, scaleOf, type TrainingRows } from './detection-part.ts';

/**
 * Distance of each metric from a mean that starts at the training mean and follows with a half-life of a day: what lasts hours is not forgotten, as it
 * is by windows of rows, and a new normal is not held against a device for ever, as it is by the training mean. The largest counts.
 */
export function fitSlowDeviation(training: TrainingRows): DetectionPart {
  const { rows, count, width, samplesPerDay } = training;
  const start = fitStandardScaler(rows, count, width).mean;
  const share = 1 - 0.5 ** (1 / Math.max(1, samplesPerDay));
  const distances = new Float64Array(count * width);
  const mean = Float64Array.from(start);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < width; f++) {
      const distance = rows[i * width + f]! - mean[f]!;
      distances[i * width + f] = distance;
      mean[f]! += share * distance;
    }
  }
  return createSlowDeviation({ start, scale: scaleOf(distances, training), share });
}

/** The mean follows no value further than this, in deviations of training: one burst would bend it for days. */
const mostFollowed = 3;

interface SlowDeviation {
  start: Float64Array;
  scale: Float64Array;
  /** Of the distance, by which the mean follows at each row. */
  share: number;
}

interface SlowDeviationJson {
  start: PackedArray;
  scale: PackedArray;
  share: number;
}

/** Restores the part from its JSON. */
export const restoreSlowDeviation = ({ start, scale, share }: SlowDeviationJson): DetectionPart =>
  createSlowDeviation({ start: unpackArray('f64', start), scale: unpackArray('f64', scale), share });

function createSlowDeviation({ start, scale, share }: SlowDeviation): DetectionPart {
  return {
    kind: 'slow-deviation',
    start() {
      const mean = Float64Array.from(start);
      const deviations = new Float64Array(scale.length);
      return {
        deviations,
        push(row) {
          for (let f = 0; f < scale.length; f++) {
            const distance = row[f]! - mean[f]!;
            deviations[f] = Math.abs(distance / scale[f]!);
            const most = mostFollowed * scale[f]!;
            mean[f]! += share * Math.max(-most, Math.min(most, distance));
          }
          return largest(deviations);
        },
      };
    },
    toJSON: (): SlowDeviationJson => ({ start: packArray('f64', start), scale: packArray('f64', scale), share }),
  };
}
