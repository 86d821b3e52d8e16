import { describeMetric } from '../domain/sample.ts';

/** `163 ms`, `4.1 ms`, `0.52 %`: three digits that count, and the unit. */
export function formatValue(value: number, metric: string): string {
  const { unit } = describeMetric(metric);
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  const number = value.toLocaleString('en-US', { maximumFractionDigits: digits, useGrouping: size >= 10_000 });
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
