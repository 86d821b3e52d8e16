import type { MetricReader, Point } from '../domain/metric-reader.ts';
import { formatPlace, placeKey } from '../domain/place.ts';
import type { ExpectedEffect, WeightedPlace } from '../domain/plan.ts';
import { median } from '../foundation/median.ts';

type Judged = Pick<ExpectedEffect, 'place' | 'metric' | 'path'>;

/** Parts of a sum may be measured at different moments; one that is older than this does not stand for now. */
const oldestPartMs = 60_000;
/** The value now is the median of the last few points: a metric that climbs should not be read as it was long ago. */
const presentPoints = 5;
const presentMs = 60_000;

/** The points that a promise is judged by, oldest first: of the metric at the place, or the sum over the parts of a path. */
export function readExpected(metrics: MetricReader, judged: Judged, from: number, to: number): Point[] {
  const { place, metric, path } = judged;
  return path ? sumOf(metrics, path.parts, metric, from, to) : metrics.values(place, metric, from, to);
}

/** What is judged, as people read it. */
export const expectedName = ({ place, path }: Judged): string => path?.name ?? formatPlace(place);

/** Under which the value before the change is kept. The sum of a path is none of its place. */
export const expectedKey = ({ place, path }: Judged): string => (path ? `path ${path.name}` : placeKey(place));

/** The median of the last points; undefined when nothing came within a minute. */
export function presentExpected(metrics: MetricReader, judged: Judged, now: number): number | undefined {
  const points = readExpected(metrics, judged, now - presentMs, now).slice(-presentPoints);
  return median(points.map(({ value }) => value)) ?? undefined;
}

/** A sum whenever the part that is measured most rarely was measured, with the newest value of each other part. None before all were measured. */
function sumOf(
  metrics: MetricReader,
  parts: readonly WeightedPlace[],
  metric: string,
  from: number,
  to: number,
): Point[] {
  const series = parts.map(({ place, share }) => ({ share, points: metrics.values(place, metric, from, to) }));
  const rarest = series.reduce((least, one) => (one.points.length < least.points.length ? one : least), series[0]!);
  const next = series.map(() => 0);
  return rarest.points.flatMap(({ at }) => {
    let value = 0;
    for (const [i, { share, points }] of series.entries()) {
      while (points[next[i]!] && points[next[i]!]!.at <= at) next[i]!++;
      const newest = points[next[i]! - 1];
      if (!newest || at - newest.at > oldestPartMs) return [];
      value += share * newest.value;
    }
    return [{ at, value }];
  });
}
