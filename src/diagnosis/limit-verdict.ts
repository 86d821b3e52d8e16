import { type CauseId, describeCause } from '../domain/cause.ts';
import type { Accepts, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { rulesModelId } from '../domain/verdict-source.ts';
import { causeOfMetric } from './metric-causes.ts';

/** One metric of a place over its limit. */
export interface OverLimit {
  place: Place;
  metric: string;
  value: number;
  limit: number;
}

/**
 * How sure a rule is of a cause by nothing but a value over a fixed limit. These are set and not measured: what a limit means depends on the
 * network. A device that is this busy is overloaded; memory may be full without a leak; what is lost or slow at a link may be so
 * because of a device, and what a whole device measures does not say which link it is.
 */
const confidences = { cpu: 0.8, memory: 0.7, link: 0.7, service: 0.5 };

function confidenceOf(cause: CauseId, place: Place): number {
  if (cause === 'cpu_overload') return confidences.cpu;
  if (cause === 'memory_leak') return confidences.memory;
  return place.interface === null ? confidences.service : confidences.link;
}

/** What the surest of the metrics that are over their limit stands for, among the causes that are accepted; null when there is none. */
export function limitVerdict(over: readonly OverLimit[], accepts: Accepts): Verdict | null {
  const named = over.flatMap((each) => {
    const { place, metric } = each;
    const cause = causeOfMetric(metric);
    // What an interface says of a processor is no word about the whole device.
    if (!cause || (describeCause(cause).place === 'device' && place.interface !== null)) return [];
    return accepts(cause, place) ? [{ ...each, cause, confidence: confidenceOf(cause, place) }] : [];
  });
  const best = named.sort((a, b) => b.confidence - a.confidence)[0];
  if (!best) return null;
  const { cause, place, confidence, metric, value, limit } = best;
  const { symptom } = describeCause(cause);
  const drivers = [
    {
      feature: `${metric} of ${place.interface === null ? 'the device' : 'the interface'}`,
      value,
      contribution: 1,
      limit,
    },
  ];
  return { cause, symptom, place, confidence, probabilities: { [cause]: confidence }, drivers, modelId: rulesModelId };
}
