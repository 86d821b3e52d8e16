import { type PackedArray, packArray, unpackArray } from '../packed-array.ts';
import { createRollingWindow } from '../rolling-window.ts';
import { type DetectionPart, largest, spreadOf, type TrainingRows } from './detection-part.ts';

/**
 * Distance of the mean of the last 5 rows from the median of the 30 before them: a step that stays. The largest counts.
 */
export function fitLevelShift(training: TrainingRows): DetectionPart {
  const { rows, count, width } = training;
  const shifts = new Float64Array(count * width);
  const tracker = trackLevels(width);
  for (let i = 0; i < count; i++) {
    tracker.push(rows.subarray(i * width, (i + 1) * width), shifts.subarray(i * width, (i + 1) * width));
  }
  return createLevelShift(spreadOf(shifts, count, width));
}

interface LevelShiftJson {
  scale: PackedArray;
}

/** Restores the part from its JSON. */
export function restoreLevelShift({ scale }: LevelShiftJson): DetectionPart {
  return createLevelShift(unpackArray('f64', scale));
}

function createLevelShift(scale: Float64Array): DetectionPart {
  const width = scale.length;
  return {
    kind: 'level-shift',
    start() {
      const levels = trackLevels(width);
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
    toJSON: (): LevelShiftJson => ({ scale: packArray('f64', scale) }),
  };
}

/** Writes recent mean − median before for each metric. */
function trackLevels(width: number) {
  const recentRows = 5;
  const recent = Array.from({ length: width }, () => [] as number[]);
  const before = Array.from({ length: width }, () => createRollingWindow(30));
  return {
    push(row: Float64Array, out: Float64Array): void {
      for (let f = 0; f < width; f++) {
        const own = recent[f]!;
        own.push(row[f]!);
        if (own.length > recentRows) before[f]!.push(own.shift()!);
        const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
        out[f] = before[f]!.count > 0 ? mean - before[f]!.median() : 0;
      }
    },
  };
}
