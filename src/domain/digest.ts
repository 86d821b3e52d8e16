import type { Incident, Severity } from './incident.ts';
import type { LearningState } from './learning-state.ts';
import type { Place } from './place.ts';
import type { LookAhead, Risk } from './risk.ts';

export const digestKinds = ['shift', 'morning', 'week'] as const;
export type DigestKind = (typeof digestKinds)[number];

/** What people say for a kind of digest: `now` is the shift until now. Undefined for another word. */
export const findDigestKind = (word: string): DigestKind | undefined =>
  word === 'now' ? 'shift' : digestKinds.find((kind) => kind === word);

/** An incident of a digest. Spans are in milliseconds, from when it was opened; null for what did not happen. */
export interface DigestIncident {
  id: string;
  place: Place;
  severity: Severity;
  cause: string | null;
  openedAt: number;
  /** How it ended; null for one that is open. */
  ended: 'quiet' | 'verified' | 'dismissed' | null;
  approvedBy: string[];
  approvedMs: number | null;
  recoveredMs: number | null;
}

/** A link that carried most lately, and the hour of the next twelve in which most is expected. Values are in Mbit/s. */
export interface DigestLink {
  place: Place;
  at: number;
  expected: number;
  lower: number;
  upper: number;
  capacityMbps: number | null;
  /** How such forecasts did there: their error as a share of that of the same hour of the day before, and the share of the hours that came that were within their bands. Null where too few could be compared. */
  tested: { errorShare: number | null; coverage: number; hours: number } | null;
}

/** What happened in a span, what is open, and what comes: every number of it is a query. Times are milliseconds since 1970. */
export interface Digest {
  kind: DigestKind;
  from: number;
  to: number;
  madeAt: number;
  /** When it was to be sent; null for one that somebody asked for. */
  dueAt: number | null;
  incidents: DigestIncident[];
  votes: { user: string; decision: 'approve' | 'reject'; planId: string; at: number }[];
  open: {
    incidents: { id: string; place: Place; owner: Incident['owner'] }[];
    plans: { id: string; summary: string; approveBy: number | null }[];
    drained: Place[];
    /** Silences that end within twelve hours. */
    silences: { what: string; until: number; by: string }[];
    unknownSenders: string[];
    /** Devices of the inventory that sent nothing in the span. */
    silent: string[];
  };
  devices: number;
  /** Whether an anomaly detector was in use when it was made: without one no incident of the models is found, and a night without any says nothing. */
  isJudged: boolean;
  /** `look` is what the last look ahead found; null when there was none yet. */
  risks: { standing: Risk[]; right: number; wrong: number; unknown: number; look: LookAhead | null };
  /** Medians of the span beside those of the week before it. */
  worse: { place: Place; metric: string; before: number; now: number }[];
  busiest: DigestLink[];
  /** What each is worth beside the best simple way, and when it was trained; null where nothing is known or in use. */
  models: { kind: string; name: string; state: string; worth: string | null; trainedAt: number | null }[];
  /** How far learning was; missing in those of an earlier release and where nothing is learned. */
  learning?: LearningState;
  approvals: { asked: number; answered: number; expired: number; medianAnswerMs: number | null };
  /** What could not be read, as a clause; null when all was. */
  unread: string | null;
}
