import type { CauseId, Symptom } from './cause.ts';
import type { Place } from './place.ts';

export type Severity = 'critical' | 'major' | 'minor' | 'warning';
export type IncidentState = 'open' | 'mitigated' | 'resolved';

/**
 * One metric that is out of the ordinary, in its own unit; `deviation` says by how much, in units of what is usual. `limit`: it is over this fixed
 * one, which stands for what is expected then, whatever is usual.
 */
export interface AnomalousMetric {
  metric: string;
  value: number;
  expected: number;
  deviation: number;
  limit?: number;
}

/** What one detector saw at one place. `score` is 0..1 over all detectors; `metrics` are the ones that made it anomalous, strongest first. */
export interface Anomaly {
  at: number;
  place: Place;
  score: number;
  /** How many times as high the detector scored it as the least anomaly, 1 or more; 1 where it is left out, as by rules. */
  strength?: number;
  metrics: AnomalousMetric[];
  detector: string;
}

/**
 * What models or rules say about an incident; `modelId` tells which. `confidence` is 0..1; `drivers` are the features behind the verdict, strongest first,
 * each with the `limit` that it is over where a rule looked at that.
 */
export interface Verdict {
  cause: CauseId;
  symptom: Symptom;
  place: Place;
  confidence: number;
  probabilities: Record<string, number>;
  drivers: { feature: string; value: number; contribution: number; limit?: number }[];
  modelId: string;
}

/** Whether a cause at a place may be named. Another incident may name it already. */
export type Accepts = (cause: CauseId, place: Place) => boolean;

/**
 * How an incident ended: ordinary readings came for long enough, a change was verified, or a person (`by`) said that it is none and gave a
 * reason.
 */
export type IncidentEnd = { how: 'quiet' } | { how: 'verified' } | { how: 'dismissed'; by: string; reason: string };

/** One trouble, from the first anomaly to its end. `places` are all that were anomalous, the named one first. */
export interface Incident {
  id: string;
  state: IncidentState;
  severity: Severity;
  openedAt: number;
  lastAnomalyAt: number;
  resolvedAt: number | null;
  place: Place;
  places: Place[];
  anomalies: number;
  verdict: Verdict | null;
  owner: string | null;
  /** Set when it is resolved; incidents that an earlier release ended have none. */
  end?: IncidentEnd;
}
