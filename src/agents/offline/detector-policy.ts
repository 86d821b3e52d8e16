import type { Anomaly, Verdict } from '../../domain/incident.ts';
import type { Place } from '../../domain/place.ts';
import type { Finding } from '../conclusion.ts';
import type { Observation } from '../transcript.ts';
import { askMetric, lastOf, leadingMetric, type Measurement, measurementAt, type Policy, type Step } from './policy.ts';

const maxMetrics = 3;

/** Incident, verdict, then the flagged metrics at the named place, strongest first. */
export const detectorPolicy: Policy = (situation) => {
  const { observations, mayCall } = situation;
  if (mayCall) {
    if (!lastOf(observations, 'get_incident')) return { call: 'get_incident', input: {} };
    if (!lastOf(observations, 'classify_cause')) return { call: 'classify_cause', input: {} };
    const next = wanted(observations).find(({ place, metric }) => !measurementAt(observations, place, metric));
    if (next) return askMetric(next.place, next.metric);
  }
  return answer(observations);
};

function wanted(observations: Observation[]): { place: Place; metric: string }[] {
  const incident = lastOf(observations, 'get_incident')?.result;
  const verdict = lastOf(observations, 'classify_cause')?.result;
  const named = verdict?.outcome === 'ok' ? (verdict as unknown as Verdict) : undefined;
  const place = named?.place ?? (incident?.incident as { place: Place } | undefined)?.place;
  if (!place) return [];
  const anomalies = (incident?.anomalies ?? []) as Pick<Anomaly, 'place' | 'metrics'>[];
  const flagged = anomalies
    .filter((anomaly) => anomaly.place.device === place.device && anomaly.place.interface === place.interface)
    .flatMap((anomaly) => anomaly.metrics.map(({ metric }) => metric));
  const leading = named ? leadingMetric[named.symptom] : undefined;
  const metrics = [...new Set(leading ? [leading, ...flagged] : flagged)];
  return metrics.slice(0, maxMetrics).map((metric) => ({ place, metric }));
}

function answer(observations: Observation[]): Step {
  const measured = observations.filter(({ tool, result }) => tool === 'query_metrics' && result.outcome === 'ok');
  const changed = measured.filter(({ result }) => hasChanged(result as unknown as Measurement));
  const finding: Finding = changed.length > 0 ? 'confirmed' : measured.length > 0 ? 'not-confirmed' : 'no-data';
  const lines = (changed.length > 0 ? changed : measured).flatMap(({ result }) =>
    (result.evidence ?? []).map((entry) => `${entry.text}. [${entry.id}]`),
  );
  return { say: [`Finding: ${finding}`, ...lines].join('\n') };
}

function hasChanged({ change }: Measurement): boolean {
  return change === 'higher' || change === 'lower';
}
