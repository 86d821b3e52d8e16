import { madToDeviation } from '../../foundation/median.ts';
import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { fitResidualScale } from '../rolling-deviation.ts';
import { createRollingMean } from '../rolling-mean.ts';
import { createRollingMedians } from '../rolling-rows.ts';
import { type DetectionPart, largest, meanSquare, scaleOf, type TrainingRows } from './detection-part.ts';

/** Rows whose distances tell how restless a metric is, and how many of them are needed. */
const [restlessRows, leastRows] = [100, 10];

/** Distance from the mean of the last rows, in deviations of that distance in training. */
export function fitMeanDeviation(training: TrainingRows, options: MeanDeviation): DetectionPart {
  return createMeanDeviation(options, fitMeanScale(training, options.window));
}

interface MeanDeviation {
  window: number;
  combine: 'largest' | 'mean-square';
}

interface ScaleJson {
  scale: PackedArray;
}

interface MedianJson extends ScaleJson {
  window?: number;
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
    start(recent) {
      const means = recent.means(options.window);
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          if (means.count > 0)
            for (let f = 0; f < width; f++) deviations[f] = Math.abs((row[f]! - means.values[f]!) / scale[f]!);
          return combine(deviations);
        },
      };
    },
    toJSON: (): MeanDeviation & ScaleJson => ({ ...options, scale: packArray('f64', scale) }),
  };
}

/** A smaller scale than this counts as this. */
const leastScale = 1e-9;

/** Rows whose median an outlier is compared with, in detectors that were stored before it was a choice. */
const usualWindow = 30;

/** Distance from the median of the last rows, which an outlier does not move; the largest counts. */
export function fitMedianDeviation(training: TrainingRows, window = usualWindow): DetectionPart {
  return createMedianDeviation(window, fitMedianScale(training, window));
}

/** Restores the part from its JSON. */
export function restoreMedianDeviation({ window = usualWindow, scale }: MedianJson): DetectionPart {
  return createMedianDeviation(window, unpackArray('f64', scale));
}

function createMedianDeviation(window: number, scale: Float64Array): DetectionPart {
  const width = scale.length;
  return {
    kind: 'median-deviation',
    start(recent) {
      const medians = recent.medians(window);
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          if (medians.count > 0)
            for (let f = 0; f < width; f++)
              deviations[f] = Math.abs((row[f]! - medians.values[f]!) / Math.max(scale[f]!, leastScale));
          return largest(deviations);
        },
      };
    },
    toJSON: (): MedianJson => ({ window, scale: packArray('f64', scale) }),
  };
}

/** The same in units of how restless the last 100 rows were: on a series that became noisy, more is needed to stand out. */
export function fitLocalDeviation(training: TrainingRows, window = usualWindow): DetectionPart {
  return createLocalDeviation(window, fitMedianScale(training, window));
}

/** Restores the part from its JSON. */
export function restoreLocalDeviation({ window = usualWindow, scale }: MedianJson): DetectionPart {
  return createLocalDeviation(window, unpackArray('f64', scale));
}

function createLocalDeviation(window: number, scale: Float64Array): DetectionPart {
  const width = scale.length;
  const floor = scale.map((own) => 0.2 * own);
  return {
    kind: 'local-deviation',
    start(recent) {
      const medians = recent.medians(window);
      const restlessness = createRollingMedians(width, restlessRows);
      const distances = new Float64Array(width);
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          const isKnown = restlessness.count >= leastRows;
          for (let f = 0; f < width; f++) {
            const distance = medians.count > 0 ? Math.abs(row[f]! - medians.values[f]!) : 0;
            const local = isKnown ? madToDeviation * restlessness.values[f]! : scale[f]!;
            distances[f] = distance;
            deviations[f] = distance / Math.max(local, floor[f]!);
          }
          restlessness.push(distances);
          return largest(deviations);
        },
      };
    },
    toJSON: (): MedianJson => ({ window, scale: packArray('f64', scale) }),
  };
}

/** Robust scale of the distance from the median before, not below a twentieth of its standard deviation. */
function fitMedianScale(training: TrainingRows, window: number): Float64Array {
  const { rows, count, width } = training;
  const robust = fitResidualScale(rows, count, { width, window, warmUp: 1, centre: 'median' });
  const plain = fitMeanScale(training, window);
  return robust.map((scale, f) =>
    Math.max(Number.isNaN(scale) ? 0 : scale, 0.05 * plain[f]!, training.leastScale?.[f] ?? 0),
  );
}

/** Scale of the distance from the mean before. The first row has nothing before it. */
function fitMeanScale(training: TrainingRows, window: number): Float64Array {
  const { rows, count, width } = training;
  const distances = new Float64Array((count - 1) * width);
  const past = Array.from({ length: width }, () => createRollingMean(window));
  for (let i = 0; i < count * width; i++) {
    const before = past[i % width]!;
    if (i >= width) distances[i - width] = rows[i]! - before.mean();
    before.push(rows[i]!);
  }
  return scaleOf(distances, training);
}
