import type { Accepts, Verdict } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';

/** Names cause and place of trouble out of the places that it could be at. */
export interface CauseJudge {
  /** Null when nothing is known of any of the places. Causes that are not accepted count as ruled out; left out, all are accepted. */
  classify(candidates: readonly Place[], accepts?: Accepts): Verdict | null;
}
