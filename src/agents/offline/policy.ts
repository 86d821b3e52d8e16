import type { Place } from '../../domain/place.ts';
import type { CanonicalMetric } from '../../domain/sample.ts';
import type { Comparison } from '../../tools/query-metrics.ts';
import type { CaseFile } from '../case-file.ts';
import { answerOf, type Observation, type Transcript } from '../transcript.ts';

/** The next thing to do: call a tool, or say the answer. */
export type Step = { call: string; input: Record<string, unknown> } | { say: string };

/** What a policy looks at. After `mayCall` turns false it must answer with what it has. */
export type Situation = Transcript & { mayCall: boolean };

/** Pure: the same situation gives the same step. */
export type Policy = (situation: Situation) => Step;

/** The answer of query_metrics, as far as policies read it. */
export interface Measurement extends Comparison {
  place: Place;
  metric: string;
  /** Why a part of what was asked for could not be read; null when all of it was. */
  unread?: string | null;
}

/** The metric that shows a symptom best. */
export const leadingMetric: Record<string, CanonicalMetric | 'oper_up'> = {
  unreachable: 'oper_up',
  latency_spike: 'latency_ms',
  packet_loss: 'packet_loss_pct',
  cpu_overload: 'cpu_pct',
  memory_leak: 'memory_pct',
};

export function caseOf(situation: Situation): Partial<CaseFile> {
  return situation.task as Partial<CaseFile>;
}

/** All that is known: what earlier agents saw, then what this one saw. */
export function seen(situation: Situation): Observation[] {
  return [...(caseOf(situation).observations ?? []), ...situation.observations];
}

export function lastOf(observations: Observation[], tool: string): Observation | undefined {
  return observations.findLast((observation) => observation.tool === tool);
}

export function measurementAt(
  observations: Observation[],
  place: Place,
  metric: string,
): { observation: Observation; value: Measurement | null } | undefined {
  const observation = observations.findLast(
    ({ tool, input }) =>
      tool === 'query_metrics' &&
      input.device === place.device &&
      (input.interface ?? null) === place.interface &&
      input.metric === metric,
  );
  if (!observation) return undefined;
  return { observation, value: answerOf<Measurement>(observation) };
}

/** The input of query_metrics for a metric at a place, since the trouble there began. */
export function measurementInput(place: Place, metric: string): Record<string, unknown> {
  return { device: place.device, interface: place.interface, metric };
}

/** The ids of everything these observations found, as a citation: `[E1, E2]`. */
export function cite(...observations: (Observation | undefined)[]): string {
  const ids = observations.flatMap((observation) => (observation?.result.evidence ?? []).map((entry) => entry.id));
  return `[${[...new Set(ids)].join(', ')}]`;
}
