import { describeMetric } from '../domain/sample.ts';
import type { ChartSeries, IncidentChart } from './incident-chart.ts';
import { formatDays, type Span } from './wording.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Steps between two ticks of the time axis. */
const timeSteps = [
  ...[5, 10, 30].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 3, 6, 12, 24, 48, 168].map((hours) => hours * hour),
];

const mostTicks = 8;

/** Ticks on round times, at most about eight, each as a label: seconds where they matter, the day at midnight of longer spans. */
export function timeAxis(span: Span): { values: number[]; labelExpr: string; title: string } {
  const { from, to } = span;
  const wholeDays = Math.ceil((to - from) / mostTicks / (24 * hour)) * 24 * hour;
  const everyMs = timeSteps.find((step) => (to - from) / step <= mostTicks) ?? wholeDays;
  const values: number[] = [];
  for (let at = Math.ceil(from / everyMs) * everyMs; at <= to; at += everyMs) values.push(at);
  const clock = everyMs < minute ? '%H:%M:%S' : '%H:%M';
  const isMidnight = 'utchours(datum.value) === 0 && utcminutes(datum.value) === 0 && utcseconds(datum.value) === 0';
  const labelExpr = `utcFormat(datum.value, ${isMidnight} ? '%d %b' : '${clock}')`;
  return { values, labelExpr, title: `${formatDays(span)}, UTC` };
}

/** The title of the value axis: the metric and its unit. */
export function valueTitle(metric: string): string {
  const { title, unit } = describeMetric(metric);
  return unit === '' ? title : `${title} (${unit})`;
}

/**
 * The range of the value axis. It starts at zero unless all values lie close together far from it, has room for the threshold, and is never
 * so narrow that noise looks like a cliff. Percentages end at 100.
 */
export function valueDomain(
  chart: Pick<IncidentChart, 'metric' | 'threshold'>,
  series: readonly ChartSeries[],
): [number, number] {
  const values = series.flatMap(({ points }) => points.map(({ value }) => value));
  if (chart.threshold) values.push(chart.threshold.value);
  let low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  let high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const percent = describeMetric(chart.metric).unit === '%';
  if (!Number.isFinite(low)) return [0, percent ? 100 : 1];
  if (low >= 0 && (percent || low < high * 0.7)) low = 0;
  const span = Math.max(high - low, Math.abs(high) * 0.1, 1);
  high += span * 0.06;
  if (low !== 0) low -= span * 0.06;
  return [low, percent && values.every((value) => value <= 100) ? Math.min(high, 100) : high];
}

/** Numbers of the value axis that would need more room than the picture has are written with an exponent. */
export function tickFormat([low, high]: readonly [number, number]): { format?: string } {
  return Math.max(Math.abs(low), Math.abs(high)) < 1e9 ? {} : { format: '.3~e' };
}
