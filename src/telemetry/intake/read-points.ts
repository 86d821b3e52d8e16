import type { PointReader } from '../line-point.ts';
import { isPlausibleTime, type Point } from '../point.ts';

/** What a point of a few fields is about as long as, as text. */
const usualLength = 128;

/** Reads points that are there already. One whose time is none, or is far from `now`, can't be used. */
export function readPoints(points: readonly Point[], now: number): PointReader {
  let read = 0;
  return {
    get offset() {
      return read * usualLength;
    },
    next() {
      const point = points[read];
      if (!point) return null;
      read += 1;
      if (isPlausibleTime(point.at, now)) return { ...point, ok: true, line: read };
      return { ok: false, line: read, column: null, reason: `the time ${point.at} is not plausible` };
    },
  };
}
