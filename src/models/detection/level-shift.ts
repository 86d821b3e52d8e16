import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { createRollingMean } from '../rolling-mean.ts';
import { createRollingWindow } from '../rolling-window.ts';
import { type DetectionPart, largest, scaleOf, type TrainingRows } from './detection-part.ts';

/**
 * Distance of the mean of the last 5 rows from the median of the 30 before them, each `stretch` times as many: a step that stays. The largest counts.
 */
export function fitLevelShift(training: TrainingRows, stretch = 1): DetectionPart {
  const { rows, count, width } = training;
  const shifts = new Float64Array(count * width);
  const tracker = trackLevels(width, stretch);
  for (let i = 0; i < count; i++) {
    tracker.push(rows.subarray(i * width, (i + 1) * width), shifts.subarray(i * width, (i + 1) * width));
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
    start() {
      const levels = trackLevels(width, stretch);
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          levels.push(row, deviations);
          for (let f = 0; f < width; f++) deviations[f] = Math.abs(deviations[f]! / scale[f]!);
          return largest(deviations);
        },
      };
    },
    toJSON: (): LevelShiftJson => ({ stretch, scale: packArray('f64', scale) }),
  };
}

/** Writes recent mean − median before for each metric. */
function trackLevels(width: number, stretch: number) {
  const recent = Array.from({ length: width }, () => createRollingMean(5 * stretch));
  const before = Array.from({ length: width }, () => createRollingWindow(30 * stretch));
  return {
    push(row: Float64Array, out: Float64Array): void {
      for (let f = 0; f < width; f++) {
        const left = recent[f]!.push(row[f]!);
        if (!Number.isNaN(left)) before[f]!.push(left);
        out[f] = before[f]!.count > 0 ? recent[f]!.mean() - before[f]!.median() : 0;
      }
    },
  };
}
