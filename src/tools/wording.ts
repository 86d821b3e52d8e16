import { describeMetric } from '../domain/sample.ts';
import { formatNumber } from '../foundation/number-words.ts';

/** `84.2 ms`, `12 %`, and a bare number for a metric without a known unit. */
export function formatMetricValue(metric: string, value: number): string {
  const { unit } = describeMetric(metric);
  return unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

/** A title within a sentence: "packet loss", but "CPU" and "BGP hijack" stay. */
export function lowerFirst(title: string): string {
  return /^\p{Lu}\p{Lu}/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** `05:01:10 UTC` */
export function formatTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}
