import { canonicalMetrics } from './sample.ts';

/** Limits of metrics, by metric, each in its unit. */
export type MetricLimits = Readonly<Record<string, number>>;

/** Those before which people are warned where nobody set others. */
export const usualLimits: MetricLimits = { cpu_pct: 90, memory_pct: 90 };

/** Those above which a reading is an anomaly whatever is usual, where nobody set others. */
export const anomalyLimits: MetricLimits = { cpu_pct: 95, memory_pct: 95, packet_loss_pct: 5 };

/** Metrics that can have a limit, those that usually have one first: the ones that are worse the higher they are. */
export const limitableMetrics: readonly string[] = Object.entries(canonicalMetrics)
  .flatMap(([metric, { worse }]) => (worse === 'up' ? [metric] : []))
  .sort((a, b) => Number(Object.hasOwn(usualLimits, b)) - Number(Object.hasOwn(usualLimits, a)));
