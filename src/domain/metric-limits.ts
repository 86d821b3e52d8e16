import { canonicalMetrics } from './sample.ts';

/** Values of metrics that must not be reached, by metric, each in its unit. */
export type MetricLimits = Readonly<Record<string, number>>;

/** Those that hold where nobody set others. */
export const usualLimits: MetricLimits = { cpu_pct: 90, memory_pct: 90 };

/** Metrics that can have a limit, those that usually have one first: the ones that are worse the higher they are. */
export const limitableMetrics: readonly string[] = Object.entries(canonicalMetrics)
  .flatMap(([metric, { worse }]) => (worse === 'up' ? [metric] : []))
  .sort((a, b) => Number(Object.hasOwn(usualLimits, b)) - Number(Object.hasOwn(usualLimits, a)));
