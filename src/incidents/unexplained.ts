import type { Clock } from '../domain/clock.ts';
import type { Anomaly } from '../domain/incident.ts';
import type { Persistence } from '../domain/persistence.ts';
import type { Place } from '../domain/place.ts';
import { type Candidates, createCandidates } from './candidates.ts';

/**
 * What an explained anomaly shows besides opens an incident when it lasts for so long: nobody found that part anomalous by itself, and any
 * device is busy for some seconds now and then.
 */
const besidesMs = 15_000;

/** What no open incident accounts for, place by place. */
export interface Unexplained extends Pick<Candidates, 'recent' | 'lastingSince' | 'intervalMs'> {
  /** A scored reading: what of its anomaly is left, and whether that is all of it. True when the rest lasts. */
  see(place: Place, at: number, left: Anomaly | null, rest: { isWhole: boolean }): boolean;
  /** Whether a place is in lasting trouble that nothing accounts for. */
  isTroubled(place: Place): boolean;
  forget(place: Place): void;
}

/** `clock` is a steady one. */
export function createUnexplained(persistence: Persistence | undefined, clock: Clock): Unexplained {
  const unexplained = createCandidates(persistence, clock);
  /** The anomalies of which nothing is accounted for. */
  const alone = createCandidates(persistence, clock);
  return {
    ...unexplained,
    see(place, at, left, { isWhole }) {
      // How strong the whole was tells nothing of a part.
      const isLasting = unexplained.see(place, at, left && !isWhole ? { ...left, strength: 1 } : left);
      alone.see(place, at, isWhole ? left : null);
      return isLasting;
    },
    isTroubled: (place) => alone.lastingSince(place) !== null || unexplained.lastingMs(place) >= besidesMs,
    forget(place) {
      unexplained.forget(place);
      alone.forget(place);
    },
  };
}
