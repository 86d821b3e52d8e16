import { fitIsolationForest, type IsolationForest, isolationForestFromJSON } from '../isolation-forest.ts';
import type { IsolationForestJson } from '../isolation-forest-json.ts';
import {
  fitStandardScaler,
  type StandardScaler,
  type StandardScalerJson,
  standardScalerFromJSON,
} from '../standard-scaler.ts';
import type { DetectionPart, TrainingRows } from './detection-part.ts';

/** An isolation forest on the metrics of one row. */
export function fitIsolation({ rows, count, width, seed }: TrainingRows): DetectionPart {
  return createIsolation(fitIsolationForest(rows, count, width, { seed }));
}

/** Restores the part from its JSON. */
export function restoreIsolation(json: IsolationForestJson): DetectionPart {
  return createIsolation(isolationForestFromJSON(json));
}

function createIsolation(forest: IsolationForest): DetectionPart {
  return {
    kind: 'isolation',
    start: () => ({ push: (row) => forest.scoreOne(row) }),
    toJSON: () => forest.toJSON(),
  };
}

/** Rows of the window features. */
const windowRows = 5;

/**
 * An isolation forest on each metric with its mean and deviation over 5 rows, its last value and the step from it, all scaled: it sees order and
 * not only values.
 */
export function fitWindowedIsolation({ rows, count, width, seed }: TrainingRows): DetectionPart {
  const scaler = fitStandardScaler(rows, count, width);
  const scaled = scaler.transform(rows, count);
  const features = new Float64Array(count * width * 5);
  const tracker = trackWindow(width);
  for (let i = 0; i < count; i++) {
    tracker.push(scaled.subarray(i * width, (i + 1) * width), features.subarray(i * width * 5, (i + 1) * width * 5));
  }
  return createWindowedIsolation(scaler, fitIsolationForest(features, count, width * 5, { seed }));
}

interface WindowedIsolationJson {
  scaler: StandardScalerJson;
  forest: IsolationForestJson;
}

/** Restores the part from its JSON. */
export function restoreWindowedIsolation({ scaler, forest }: WindowedIsolationJson): DetectionPart {
  return createWindowedIsolation(standardScalerFromJSON(scaler), isolationForestFromJSON(forest));
}

function createWindowedIsolation(scaler: StandardScaler, forest: IsolationForest): DetectionPart {
  const width = scaler.mean.length;
  return {
    kind: 'windowed-isolation',
    start() {
      const own = trackWindow(width);
      const row = new Float64Array(width);
      const out = new Float64Array(width * 5);
      return {
        push(raw) {
          scaler.transform(raw, 1, row);
          own.push(row, out);
          return forest.scoreOne(out);
        },
      };
    },
    toJSON: (): WindowedIsolationJson => ({ scaler: scaler.toJSON(), forest: forest.toJSON() }),
  };
}

function trackWindow(width: number) {
  const last = new Float64Array(width * windowRows);
  let seen = 0;
  return {
    /** Writes value, mean, deviation, last value and step of each metric. */
    push(row: Float64Array, out: Float64Array): void {
      const slot = (seen % windowRows) * width;
      const before = ((seen + windowRows - 1) % windowRows) * width;
      const filled = Math.min(windowRows, seen + 1);
      for (let f = 0; f < width; f++) {
        const value = row[f]!;
        const previous = seen > 0 ? last[before + f]! : value;
        last[slot + f] = value;
        let sum = 0;
        for (let r = 0; r < filled; r++) sum += last[r * width + f]!;
        const mean = sum / filled;
        let squares = 0;
        for (let r = 0; r < filled; r++) squares += (last[r * width + f]! - mean) ** 2;
        out[f] = value;
        out[width + f] = mean;
        out[2 * width + f] = filled > 1 ? Math.sqrt(squares / (filled - 1)) : 0;
        out[3 * width + f] = previous;
        out[4 * width + f] = value - previous;
      }
      seen++;
    },
  };
}
