import { describeMetric } from '../domain/sample.ts';
import { formatNumber } from '../foundation/number-words.ts';

/** `84.2 ms`, `12 %`, and a bare number for a metric without a known unit. */
export function formatMetricValue(metric: string, value: number): string {
  const { unit } = describeMetric(metric);
  return unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

/** A title within a sentence: "packet loss", but "CPU" and "BGP hijack" stay. */
/** How much better forecasts were than a peer: "12 % better than the last value". `errorShare` is their error as a share of the peer's. */
export function compareWith(peer: string, errorShare: number): { words: string; isBetter: boolean } {
  const better = Math.round(100 * (1 - errorShare));
  if (better >= 1) return { words: `${better} % better than ${peer}`, isBetter: true };
  return { words: `${better <= -1 ? `${-better} % worse than` : 'no better than'} ${peer}`, isBetter: false };
}

export function lowerFirst(title: string): string {
  return /^\p{Lu}\p{Lu}/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** `05:01:10 UTC`; with the date when it is another day than that of `beside`. */
export function formatTime(at: number, beside = at): string {
  const [iso, other] = [at, beside].map((time) => new Date(time).toISOString()) as [string, string];
  const day = iso.slice(0, 10) === other.slice(0, 10) ? '' : `${iso.slice(0, 10)} `;
  return `${day}${iso.slice(11, 19)} UTC`;
}
