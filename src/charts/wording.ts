import { describeMetric } from '../domain/sample.ts';
import { formatLimit, formatNumber } from '../foundation/number-words.ts';

/** `163 ms`, `4.1 ms`, `0.523 %`: three figures and the unit; `12,500 Mbit/s`; `3.00e+15 ms`, which would need too much room otherwise. */
export function formatValue(value: number, metric: string): string {
  if (Math.abs(value) >= 1e9) return withUnit(value.toExponential(2), metric);
  return withUnit(Math.abs(value) >= 10_000 ? Math.round(value).toLocaleString('en-US') : formatNumber(value), metric);
}

/** The value that something is to reach, with all of its figures. */
export function formatTarget(limit: number, metric: string): string {
  return withUnit(formatLimit(limit), metric);
}

function withUnit(number: string, metric: string): string {
  const { unit } = describeMetric(metric);
  return unit === '' ? number : `${number} ${unit}`;
}

const day = (at: number, year: 'numeric' | undefined) =>
  new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year, timeZone: 'UTC' });

/** The time that a chart spans, milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

const isOneDay = ({ from, to }: Span) => day(from, 'numeric') === day(to, 'numeric');

/** `03:05:12`, with the day before it when the span has more than one. UTC. */
export function formatMoment(at: number, span: Span): string {
  const clock = new Date(at).toISOString().slice(11, 19);
  return isOneDay(span) ? clock : `${day(at, undefined)} ${clock}`;
}

/** `23 Nov 2026`, or `23 Nov – 24 Nov 2026`. */
export function formatDays(span: Span): string {
  return isOneDay(span) ? day(span.from, 'numeric') : `${day(span.from, undefined)} – ${day(span.to, 'numeric')}`;
}
