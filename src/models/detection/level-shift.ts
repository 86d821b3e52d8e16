import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { createRollingMeans, createRollingMedians, type RollingRows } from '../rolling-rows.ts';
import { type DetectionPart, largest, scaleOf, type TrainingRows } from './detection-part.ts';

/**
 * Distance of the mean of the last 5 rows from the median of the 30 before them, each `stretch` times as many: a step that stays. The largest counts.
 */
export function fitLevelShift(training: TrainingRows, stretch = 1): DetectionPart {
  const { rows, count, width } = training;
  const shifts = new Float64Array(count * width);
  const medians = createRollingMedians(width, 30 * stretch);
  const writeShifts = trackLevels(medians, width, stretch);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * width, (i + 1) * width);
    writeShifts(row, shifts.subarray(i * width, (i + 1) * width));
    medians.push(row);
  }
  return createLevelShift(scaleOf(shifts, training), stretch);
}

interface LevelShiftJson {
  /** 1 when left out. */
  stretch?: number;
  scale: PackedArray;
}

/** Restores the part from its JSON. */
export function restoreLevelShift({ stretch = 1, scale }: LevelShiftJson): DetectionPart {
  return createLevelShift(unpackArray('f64', scale), stretch);
}

function createLevelShift(scale: Float64Array, stretch: number): DetectionPart {
  const width = scale.length;
  return {
    kind: 'level-shift',
    start(recent) {
      const writeShifts = trackLevels(recent.medians(30 * stretch), width, stretch);
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          writeShifts(row, deviations);
          for (let f = 0; f < width; f++) deviations[f] = Math.abs(deviations[f]! / scale[f]!);
          return largest(deviations);
        },
      };
    },
    toJSON: (): LevelShiftJson => ({ stretch, scale: packArray('f64', scale) }),
  };
}

/**
 * Writes recent mean − median before for each metric. The rows before the last five are those that the median held four rows ago, so the medians of
 * these four rows are kept and not their values.
 */
function trackLevels(medians: RollingRows, width: number, stretch: number) {
  const recentRows = 5 * stretch;
  const recent = createRollingMeans(width, recentRows);
  const before = new Float64Array(recentRows * width).fill(Number.NaN);
  let seen = 0;
  return (row: Float64Array, out: Float64Array): void => {
    recent.push(row);
    before.set(medians.values, (seen % recentRows) * width);
    const oldest = ((seen + 1) % recentRows) * width;
    for (let f = 0; f < width; f++) {
      const level = before[oldest + f]!;
      out[f] = Number.isNaN(level) ? 0 : recent.values[f]! - level;
    }
    seen++;
  };
}
