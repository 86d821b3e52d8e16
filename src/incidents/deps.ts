import type { CauseEvidence } from '../diagnosis/cause-evidence.ts';
import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Accepts, Verdict } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import type { Persistence } from '../domain/persistence.ts';
import type { Place } from '../domain/place.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { IncidentJobs } from './asked-jobs.ts';

/** All times of the lifecycle in milliseconds, counted by a steady clock: a replay, whose clock is sample time, behaves like the day itself. */
export interface IncidentTimes {
  /** Left out, each place is judged by how often it sends. */
  persistence?: Persistence;
  /** The verdict may still change this long after the opening, and for one reading where they come more seldom. */
  settleMs: number;
  /** As long as the cause is unknown, the models are asked for so long, and the agents wait; five times `settleMs` when left out. */
  patienceMs?: number;
  /** An incident whose device sent nothing but ordinary readings for so long is over. Silence is no end. */
  quietMs: number;
  /** After an end, leftovers in the feature windows of the same places open nothing. */
  restMs: number;
  /** Trouble at further places joins an incident that is not older than this; five minutes when left out. */
  growMs?: number;
  /** At most one stored update of an open incident in this time. */
  updateEveryMs: number;
}

export interface IncidentDeps {
  store: Store;
  topology: Topology;
  /** What the models say about these places now, of the causes that `accepts` lets through; null when they can't say anything. */
  classify(places: Place[], accepts: Accepts): Verdict | null;
  /** What a verdict of `classify` was made of, for other models to judge later; left out where none is to be kept. */
  evidenceOf?(verdict: Verdict): CauseEvidence | null;
  /** What is certain about these places now, by rule; it counts at any time. Null when nothing is. */
  certain?(places: Place[]): Verdict | null;
  /** Whether a place carries traffic as usual: a drained one that does is in use again, and watched again. */
  isInUse?(place: Place): boolean;
  times: IncidentTimes;
  later: Later<Pick<IncidentJobs, 'investigate'>>;
  newId: NewId;
  clock: Clock;
  log: Log;
}
