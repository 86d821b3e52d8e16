import { describeMetric } from '../domain/sample.ts';
import { type ChartSeries, drawnSeries, type IncidentChart } from './incident-chart.ts';
import { describeFacts, seriesFacts } from './series-facts.ts';
import { formatDays, formatMoment, formatTarget } from './wording.ts';

/** When the trouble began, as far as the chart knows. */
export function troubleStart(chart: IncidentChart): number | null {
  const fault = chart.events?.find((event) => event.kind === 'fault')?.at;
  const first = Math.min(
    ...(chart.anomalies ?? []),
    ...(chart.events ?? []).filter((e) => e.kind === 'detected').map((e) => e.at),
  );
  return fault ?? (Number.isFinite(first) ? first : null);
}

function describeSeries(series: ChartSeries, chart: IncidentChart): string {
  const known = series.label === chart.series[0]?.label ? chart.usual : null;
  const facts = seriesFacts(series.points, chart.metric, troubleStart(chart), known);
  if (!facts) return `${series.label}: no data in this time.`;
  const comparison = series.role === 'control' ? ' (for comparison)' : '';
  return `${series.label}${comparison}: ${describeFacts(facts, chart.metric, chart).join(', ')}.`;
}

function describeAnomalies(chart: IncidentChart): string[] {
  const times = (chart.anomalies ?? []).filter((at) => at >= chart.from && at <= chart.to).sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return [];
  if (times.length === 1) return [`1 anomalous value, at ${formatMoment(first, chart)}.`];
  return [`${times.length} anomalous values, from ${formatMoment(first, chart)} to ${formatMoment(last, chart)}.`];
}

function describeEvents(chart: IncidentChart): string[] {
  const events = [...(chart.events ?? [])].sort((a, b) => a.at - b.at);
  return events.length === 0
    ? []
    : [`${events.map(({ at, label }) => `${label} at ${formatMoment(at, chart)}`).join(', ')}.`];
}

/** Slack takes up to 2,000 characters of alt text. */
const maxLength = 1900;

/** The facts of the picture for those who can't see it. All times are UTC. */
export function altText(chart: IncidentChart): string {
  const { metric, threshold } = chart;
  const text = [
    `${describeMetric(metric).title}, ${formatDays(chart)}, ${formatMoment(chart.from, chart)} to ${formatMoment(chart.to, chart)} UTC.`,
    ...drawnSeries(chart).map((series) => describeSeries(series, chart)),
    ...describeAnomalies(chart),
    ...(threshold
      ? [`${threshold.label} should be ${threshold.direction} ${formatTarget(threshold.value, metric)}.`]
      : []),
    ...describeEvents(chart),
  ].join(' ');
  return text.length <= maxLength ? text : `${text.slice(0, maxLength)}…`;
}
