import type { Place } from './place.ts';

/** One value in time. `at` is milliseconds since 1970, UTC. */
export interface Point {
  at: number;
  value: number;
}

/** Read access to recent telemetry. An empty answer means "no data", never "all is well". */
export interface MetricReader {
  /** Points with from <= at <= to, oldest first. */
  values(place: Place, metric: string, from: number, to: number): Point[];
  /** Metric names seen lately at a place, sorted. */
  metricsAt(place: Place): string[];
  /** What the models learned to be usual there, in the metric's unit; null or absent when nothing was learned. */
  usual?(place: Place, metric: string): number | null;
  /** How far from usual it often is there: a robust standard deviation, in the metric's unit; null or absent when nothing was learned. */
  usualDeviation?(place: Place, metric: string): number | null;
  /** When a device last sent anything; null when it never did. */
  lastHeard(device: string): number | null;
}

/** So much longer than usual may a metric send nothing, and so long at least, before its last value says nothing about now. */
const intervalsOfSilence = 3;
const leastSilenceMs = 60_000;

/** When the last of these points came, where that is too long ago for what they say to be true now; else null. Oldest first. */
export function endedAt(points: readonly Point[], now: number): number | null {
  const last = points.at(-1);
  if (!last) return null;
  const gaps = points.slice(-9).flatMap(({ at }, i, few) => (i === 0 ? [] : [at - few[i - 1]!.at]));
  const interval = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
  return now - last.at > Math.max(leastSilenceMs, intervalsOfSilence * interval) ? last.at : null;
}
