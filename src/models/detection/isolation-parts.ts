import { fitIsolationForest } from '../isolation-forest.ts';
import { fitStandardScaler } from '../standard-scaler.ts';
import type { DetectionPart, TrainingRows } from './detection-part.ts';

/** An isolation forest on the metrics of one row. */
export function fitIsolation({ rows, count, width, seed }: TrainingRows): DetectionPart {
  const forest = fitIsolationForest(rows, count, width, { seed });
  return { start: () => ({ push: (row) => forest.scoreOne(row) }) };
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
  const forest = fitIsolationForest(features, count, width * 5, { seed });
  return {
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
