import type { Point } from '../domain/metric-reader.ts';

/** One line of the chart. The first target is the subject; controls are the places that should look as always. */
export interface ChartSeries {
  /** As people know it, e.g. `Router-A eth1`. */
  label: string;
  role: 'target' | 'control';
  /** Oldest first, in the metric's unit. */
  points: readonly Point[];
}

/** A moment of the incident, drawn as a vertical line. */
export interface ChartEvent {
  at: number;
  kind: 'fault' | 'detected' | 'approved' | 'executed' | 'recovered' | 'rolled-back' | 'other';
  /** One or two words. */
  label: string;
}

/** Where the metric has to come to, drawn as a horizontal line. */
export interface ChartThreshold {
  value: number;
  direction: 'below' | 'above';
  /** Of which line it is the target. */
  label: string;
}

/** Everything that a picture of an incident shows. Times are milliseconds since 1970; the axis is UTC. */
export interface IncidentChart {
  /** A canonical metric, or a foreign one under its own name. */
  metric: string;
  from: number;
  to: number;
  /** At most {@link maxSeries} are drawn; targets first. */
  series: readonly ChartSeries[];
  /** Times at which the target was anomalous. */
  anomalies?: readonly number[];
  events?: readonly ChartEvent[];
  threshold?: ChartThreshold | null;
  /** What is usual for the first target, where it is known; otherwise the median before the trouble is shown. */
  usual?: number | null;
  /** Added to the title, e.g. the incident's id. */
  note?: string;
}

/** More lines than this can't be told apart. */
const maxSeries = 5;

/** The series that are drawn: targets first, then controls, each within the chart's time, finite values only. */
export function drawnSeries(chart: Pick<IncidentChart, 'from' | 'to' | 'series'>): ChartSeries[] {
  const ordered = [
    ...chart.series.filter((one) => one.role === 'target'),
    ...chart.series.filter((one) => one.role === 'control'),
  ];
  return ordered.slice(0, maxSeries).map((one) => ({
    ...one,
    points: one.points.filter(({ at, value }) => at >= chart.from && at <= chart.to && Number.isFinite(value)),
  }));
}
