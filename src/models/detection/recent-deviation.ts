import { createRollingDeviation, fitResidualScale } from '../rolling-deviation.ts';
import { createRollingWindow } from '../rolling-window.ts';
import { type DetectionPart, largest, meanSquare, spreadOf, type TrainingRows } from './detection-part.ts';

const unlimited = Number.POSITIVE_INFINITY;

/** Distance from the mean of the last rows, in deviations of that distance in training. */
export function fitMeanDeviation(
  training: TrainingRows,
  options: { window: number; combine: 'largest' | 'mean-square' },
): DetectionPart {
  const { rows, count, width } = training;
  const shape = { width, window: options.window, warmUp: 1 };
  const scale = usable(fitResidualScale(rows, count, shape), training);
  const combine = options.combine === 'largest' ? largest : meanSquare;
  return {
    start() {
      const rolling = createRollingDeviation({ ...shape, scale, limit: unlimited });
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          rolling.push(row, deviations);
          for (let f = 0; f < width; f++) deviations[f] = Math.abs(deviations[f]!) || 0;
          return combine(deviations);
        },
      };
    },
  };
}

/** Distance from the median of the last 30 rows, which an outlier does not move; the largest counts. */
export function fitMedianDeviation(training: TrainingRows): DetectionPart {
  const { width } = training;
  const shape = { width, window: 30, warmUp: 1, centre: 'median', scale: fitMedianScale(training) } as const;
  return {
    start() {
      const rolling = createRollingDeviation({ ...shape, limit: unlimited });
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          rolling.push(row, deviations);
          for (let f = 0; f < width; f++) deviations[f] = Math.abs(deviations[f]!) || 0;
          return largest(deviations);
        },
      };
    },
  };
}

/** The same in units of how restless the last 100 rows were: on a series that became noisy, more is needed to stand out. */
export function fitLocalDeviation(training: TrainingRows): DetectionPart {
  const { width } = training;
  const floor = fitMedianScale(training).map((scale) => 0.2 * scale);
  return {
    start() {
      const values = floor.map(() => 0);
      const windows = Array.from({ length: width }, () => createRollingWindow(30));
      const restlessness = Array.from({ length: width }, () => createRollingWindow(100));
      return {
        deviations: values,
        push(row) {
          for (let f = 0; f < width; f++) {
            const past = windows[f]!;
            const distance = past.count > 0 ? Math.abs(row[f]! - past.median()) : 0;
            const local = restlessness[f]!.count >= 10 ? 1.4826 * restlessness[f]!.median() : floor[f]! * 5;
            values[f] = distance / Math.max(local, floor[f]!);
            past.push(row[f]!);
            restlessness[f]!.push(distance);
          }
          return largest(values);
        },
      };
    },
  };
}

/** Robust scale of the distance from the median before, not below a twentieth of its standard deviation. */
function fitMedianScale(training: TrainingRows): Float64Array {
  const { rows, count, width } = training;
  const robust = fitResidualScale(rows, count, { width, window: 30, warmUp: 1, centre: 'median' });
  const plain = usable(fitResidualScale(rows, count, { width, window: 30, warmUp: 1 }), training);
  return robust.map((scale, f) => Math.max(Number.isNaN(scale) ? 0 : scale, 0.05 * plain[f]!));
}

/** A scale of 0 becomes 1. */
function usable(scale: Float64Array, { rows, count, width }: TrainingRows): Float64Array {
  const spread = spreadOf(rows, count, width);
  return scale.map((own, f) => (own > 1e-9 * spread[f]! ? own : 1));
}
