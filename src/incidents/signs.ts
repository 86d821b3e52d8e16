import type { Anomaly } from '../domain/incident.ts';
import { type Place, placeKey } from '../domain/place.ts';

/** What a metric is a sign of. Metrics that Nocturne does not know are `other`. */
export type Sign = 'delay' | 'jitter' | 'loss' | 'rate' | 'cpu' | 'memory' | 'port' | 'silence' | 'other';

const signs: Record<string, Sign> = {
  latency_ms: 'delay',
  jitter_ms: 'jitter',
  packet_loss_pct: 'loss',
  error_rate_pct: 'loss',
  bandwidth_mbps: 'rate',
  throughput_mbps: 'rate',
  throughput_out_mbps: 'rate',
  cpu_pct: 'cpu',
  cpu_max_pct: 'cpu',
  memory_pct: 'memory',
  oper_up: 'port',
  silent_seconds: 'silence',
};

/** Metrics closer to usual than this many deviations only accompany the others in an anomaly. */
const leastDeviation = 3;
/** What an explained anomaly shows besides is another fault from so many deviations on: nobody found the rest anomalous by itself. */
const leastAlone = 6;

const signOf = (metric: string): Sign => (Object.hasOwn(signs, metric) ? signs[metric]! : 'other');

/** The metrics that make a reading anomalous: the ones far from usual or over a fixed limit, or the strongest when none is. */
function weighty({ metrics }: Anomaly): Anomaly['metrics'] {
  const far = metrics.filter(({ deviation, limit }) => limit !== undefined || Math.abs(deviation) >= leastDeviation);
  return far.length > 0 ? far : metrics.slice(0, 1);
}

/** A key for one sign at one place. */
export const signKey = (place: Place, sign: Sign) => `${placeKey(place)}\t${sign}`;

/** What a set of anomalies showed: each sign at each place, and the highest value of each metric. */
export interface Shown {
  signs: Map<string, { place: Place; sign: Sign }>;
  peaks: Map<string, number>;
}

export function createShown(): Shown {
  return { signs: new Map(), peaks: new Map() };
}

export function addShown(shown: Shown, anomaly: Anomaly): void {
  const { place } = anomaly;
  for (const sign of signsOf(anomaly)) shown.signs.set(signKey(place, sign), { place, sign });
  for (const { metric, value } of anomaly.metrics) {
    const key = peakKey(place, metric);
    if (value > (shown.peaks.get(key) ?? Number.NEGATIVE_INFINITY)) shown.peaks.set(key, value);
  }
}

export const peakKey = (place: Place, metric: string) => `${placeKey(place)}\t${metric}`;

export function signsOf(anomaly: Anomaly): Sign[] {
  const found = weighty(anomaly).map(({ metric }) => signOf(metric));
  return found.length > 0 ? [...new Set(found)] : ['other'];
}

/** Whether something is far enough from usual to be trouble without what it came with; what is over a fixed limit is. */
export const standsAlone = ({ metrics }: Anomaly) =>
  metrics.some(({ deviation, limit }) => limit !== undefined || Math.abs(deviation) >= leastAlone);

/** The part of an anomaly that has these signs; null when none of what makes it anomalous does. */
export function partOf(anomaly: Anomaly, wanted: (sign: Sign) => boolean): Anomaly | null {
  const found = signsOf(anomaly);
  if (found.every(wanted)) return anomaly;
  if (!found.some(wanted)) return null;
  return { ...anomaly, metrics: anomaly.metrics.filter(({ metric }) => wanted(signOf(metric))) };
}
