/** Eight metrics that every source is mapped to, with their units. Further metrics keep their own names. */
export const canonicalMetrics = {
  latency_ms: { unit: 'ms', title: 'Latency', worse: 'up' },
  packet_loss_pct: { unit: '%', title: 'Packet loss', worse: 'up' },
  bandwidth_mbps: { unit: 'Mbit/s', title: 'Capacity', worse: 'down' },
  throughput_mbps: { unit: 'Mbit/s', title: 'Throughput', worse: 'either' },
  cpu_pct: { unit: '%', title: 'CPU', worse: 'up' },
  memory_pct: { unit: '%', title: 'Memory', worse: 'up' },
  jitter_ms: { unit: 'ms', title: 'Jitter', worse: 'up' },
  error_rate_pct: { unit: '%', title: 'Error rate', worse: 'up' },
} as const satisfies Record<string, { unit: string; title: string; worse: 'up' | 'down' | 'either' }>;

export type CanonicalMetric = keyof typeof canonicalMetrics;

export function isCanonicalMetric(name: string): name is CanonicalMetric {
  return Object.hasOwn(canonicalMetrics, name);
}

/** Which way a metric is bad: up, down, neither of them, or, where nobody knows what it means, each change of it. */
export type WorseWay = 'up' | 'down' | 'either' | 'foreign';

/** Metrics of ours beside the eight: the mapping makes them, and no model needs them. */
const furtherMetrics: Readonly<Record<string, { title: string; unit: string; worse: WorseWay }>> = {
  throughput_out_mbps: { title: 'Throughput out', unit: 'Mbit/s', worse: 'either' },
  cpu_max_pct: { title: 'Busiest core', unit: '%', worse: 'up' },
  http_response_ms: { title: 'HTTP response', unit: 'ms', worse: 'up' },
  dns_query_ms: { title: 'DNS query', unit: 'ms', worse: 'up' },
  queue_drops_per_s: { title: 'Drops of queues', unit: '/s', worse: 'up' },
};

/** What Telegraf's ping sends beside latency, jitter and loss, and what these three say better: one late answer of five moves it. */
const toldByOthers: ReadonlySet<string> = new Set([
  ...['ping_minimum_response_ms', 'ping_maximum_response_ms', 'ping_packets_transmitted', 'ping_packets_received'],
  ...['ping_ttl', 'ping_result_code'],
]);

/** Which way a metric is bad. */
export function worseWay(name: string): WorseWay {
  if (isCanonicalMetric(name)) return canonicalMetrics[name].worse;
  if (toldByOthers.has(name)) return 'either';
  return Object.hasOwn(furtherMetrics, name) ? furtherMetrics[name]!.worse : 'foreign';
}

/** Whether a metric is one of the eight, or one that the mapping makes beside them: it has a unit, and its values are 0 or more. */
export function isOurMetric(name: string): boolean {
  return isCanonicalMetric(name) || Object.hasOwn(furtherMetrics, name);
}

/** Title and unit for people; a foreign metric is shown under its own name and without a unit. */
export function describeMetric(name: string): { title: string; unit: string } {
  if (isCanonicalMetric(name)) return canonicalMetrics[name];
  if (!Object.hasOwn(furtherMetrics, name)) return { title: name, unit: '' };
  const { title, unit } = furtherMetrics[name]!;
  return { title, unit };
}

/** Between which values a metric can read; one that is not ours may read anything. */
export function metricRange(name: string): { least: number; most: number } {
  const isOurs = isCanonicalMetric(name) || Object.hasOwn(furtherMetrics, name);
  if (!isOurs) return { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  return { least: 0, most: describeMetric(name).unit === '%' ? 100 : Number.POSITIVE_INFINITY };
}

/** One measured value. `at` is whole milliseconds since 1970, UTC. `interface` is null for a value of the whole device. */
export interface Sample {
  at: number;
  device: string;
  interface: string | null;
  metric: string;
  value: number;
}
