import type { Point } from '../domain/metric-reader.ts';
import { upperMedian } from '../foundation/median.ts';
import { plot } from './style.ts';

/** A stretch of time without values. */
export interface Gap {
  from: number;
  to: number;
}

/** Times between two values that lie much further apart than is usual for this line, and the empty ends of the chart. */
export function findGaps(points: readonly Point[], from: number, to: number): Gap[] {
  if (points.length === 0) return [{ from, to }];
  const steps = points.slice(1).map((point, index) => point.at - points[index]!.at);
  const usual = upperMedian(steps) ?? (to - from) / 50;
  const limit = Math.max(usual * 4, (to - from) / 60);
  const ends = [from, ...points.map(({ at }) => at), to];
  return ends.slice(1).flatMap((end, index) => (end - ends[index]! > limit ? [{ from: ends[index]!, to: end }] : []));
}

/** Keeps the lowest and the highest value of each half pixel, so that no spike is lost and no picture takes long. */
function thin(points: readonly Point[], from: number, to: number): readonly Point[] {
  const buckets = plot.width * 2;
  if (points.length <= buckets * 2) return points;
  const kept: Point[] = [];
  for (let start = 0; start < points.length; ) {
    const bucket = Math.floor(((points[start]!.at - from) / (to - from)) * buckets);
    let [low, high] = [points[start]!, points[start]!];
    for (
      ;
      start < points.length && Math.floor(((points[start]!.at - from) / (to - from)) * buckets) === bucket;
      start += 1
    ) {
      if (points[start]!.value < low.value) low = points[start]!;
      if (points[start]!.value > high.value) high = points[start]!;
    }
    kept.push(...(low === high ? [low] : low.at < high.at ? [low, high] : [high, low]));
  }
  return kept;
}

/** The points of a line, with an empty one in each gap, so that the line is broken where nobody knows. */
export function linePoints(points: readonly Point[], from: number, to: number): { at: number; value: number | null }[] {
  const breaks = findGaps(points, from, to).map((gap) => ({ at: (gap.from + gap.to) / 2, value: null }));
  return [...thin(points, from, to), ...breaks].sort((a, b) => a.at - b.at);
}
