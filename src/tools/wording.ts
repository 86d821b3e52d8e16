import { describeMetric } from '../domain/sample.ts';

/** Three significant digits, no trailing zeros, no exponent: 84.2, 4.1, 0.12, 1234. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return String(Number(value.toFixed(digits)));
}

/** `84.2 ms`, `12 %`, and a bare number for a metric without a known unit. */
export function formatMetricValue(metric: string, value: number): string {
  const { unit } = describeMetric(metric);
  return unit === '' ? formatNumber(value) : `${formatNumber(value)} ${unit}`;
}

/** 0.934 as `93 %`; what is not certain never reads as certain. */
export function formatProbability(probability: number): string {
  const percent = Math.round(probability * 100);
  if (percent >= 100) return probability === 1 ? '100 %' : 'over 99 %';
  return percent === 0 && probability > 0 ? 'under 1 %' : `${percent} %`;
}

/** A title within a sentence: "packet loss", but "CPU" and "BGP hijack" stay. */
export function lowerFirst(title: string): string {
  return /^\p{Lu}\p{Lu}/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}

/** `05:01:10 UTC` */
export function formatTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 19)} UTC`;
}
