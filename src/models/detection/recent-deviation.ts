import { madToDeviation } from '../../foundation/median.ts';
import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { createRollingDeviation, fitResidualScale } from '../rolling-deviation.ts';
import { createRollingWindow } from '../rolling-window.ts';
import { type DetectionPart, largest, meanSquare, spreadOf, type TrainingRows } from './detection-part.ts';

const unlimited = Number.POSITIVE_INFINITY;

/** Distance from the mean of the last rows, in deviations of that distance in training. */
export function fitMeanDeviation(training: TrainingRows, options: MeanDeviation): DetectionPart {
  const { rows, count, width } = training;
  const residuals = fitResidualScale(rows, count, { width, window: options.window, warmUp: 1 });
  return createMeanDeviation(options, usable(residuals, training));
}

interface MeanDeviation {
  window: number;
  combine: 'largest' | 'mean-square';
}

interface ScaleJson {
  scale: PackedArray;
}

/** Restores the part from its JSON. */
export function restoreMeanDeviation({ window, combine, scale }: MeanDeviation & ScaleJson): DetectionPart {
  return createMeanDeviation({ window, combine }, unpackArray('f64', scale));
}

function createMeanDeviation(options: MeanDeviation, scale: Float64Array): DetectionPart {
  const width = scale.length;
  const combine = options.combine === 'largest' ? largest : meanSquare;
  return {
    kind: 'mean-deviation',
    start() {
      const rolling = createRollingDeviation({
        width,
        window: options.window,
        warmUp: 1,
        scale,
        limit: unlimited,
      });
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
    toJSON: (): MeanDeviation & ScaleJson => ({ ...options, scale: packArray('f64', scale) }),
  };
}

/** Distance from the median of the last 30 rows, which an outlier does not move; the largest counts. */
export function fitMedianDeviation(training: TrainingRows): DetectionPart {
  return createMedianDeviation(fitMedianScale(training));
}

/** Restores the part from its JSON. */
export function restoreMedianDeviation({ scale }: ScaleJson): DetectionPart {
  return createMedianDeviation(unpackArray('f64', scale));
}

function createMedianDeviation(scale: Float64Array): DetectionPart {
  const width = scale.length;
  return {
    kind: 'median-deviation',
    start() {
      const rolling = createRollingDeviation({
        width,
        window: 30,
        warmUp: 1,
        centre: 'median',
        scale,
        limit: unlimited,
      });
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
    toJSON: (): ScaleJson => ({ scale: packArray('f64', scale) }),
  };
}

/** The same in units of how restless the last 100 rows were: on a series that became noisy, more is needed to stand out. */
export function fitLocalDeviation(training: TrainingRows): DetectionPart {
  return createLocalDeviation(fitMedianScale(training));
}

/** Restores the part from its JSON. */
export function restoreLocalDeviation({ scale }: ScaleJson): DetectionPart {
  return createLocalDeviation(unpackArray('f64', scale));
}

function createLocalDeviation(scale: Float64Array): DetectionPart {
  const width = scale.length;
  const floor = scale.map((own) => 0.2 * own);
  return {
    kind: 'local-deviation',
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
            const local = restlessness[f]!.count >= 10 ? madToDeviation * restlessness[f]!.median() : floor[f]! * 5;
            values[f] = distance / Math.max(local, floor[f]!);
            past.push(row[f]!);
            restlessness[f]!.push(distance);
          }
          return largest(values);
        },
      };
    },
    toJSON: (): ScaleJson => ({ scale: packArray('f64', scale) }),
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
