import type { CauseId } from '../domain/cause.ts';

/** Which symptom a metric stands for where nothing else is known, the clearest first. */
export const metricCauses = {
  packet_loss_pct: 'packet_loss',
  error_rate_pct: 'packet_loss',
  latency_ms: 'latency_spike',
  cpu_pct: 'cpu_overload',
  memory_pct: 'memory_leak',
  jitter_ms: 'latency_spike',
} as const satisfies Readonly<Record<string, CauseId>>;

export type MetricWithCause = keyof typeof metricCauses;

/** The symptom that a metric stands for; undefined for one that stands for none. */
export const causeOfMetric = (metric: string): CauseId | undefined =>
  Object.hasOwn(metricCauses, metric) ? metricCauses[metric as MetricWithCause] : undefined;
