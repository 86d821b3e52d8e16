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
