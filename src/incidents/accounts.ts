import type { Clock } from '../domain/clock.ts';
import type { Accepts, Anomaly } from '../domain/incident.ts';
import type { DrainedPlaces } from './drained-places.ts';
import type { Explanations } from './explanations.ts';
import { lacksCause } from './judgement.ts';
import { hasPlace, type OpenIncident } from './open-incident.ts';
import type { OpenIncidents } from './open-incidents.ts';
import type { Resting } from './resting.ts';

/** What accounts for an anomaly: open incidents whose cause is settled, drained places, and what ended a moment ago. */
export interface Accounts {
  /** The part of an anomaly that may wake somebody: a drain, a dismissal or an end a moment ago covers the rest. */
  wakingPart(anomaly: Anomaly): Anomaly | null;
  /** The part that this incident takes, and the part that it leaves. */
  divide(entry: OpenIncident, anomaly: Anomaly): { explained: Anomaly | null; left: Anomaly | null };
  /** What nothing accounts for. */
  leftOf(anomaly: Anomaly): Anomaly | null;
  /** What an incident may be named. */
  acceptsFor(id: string): Accepts;
}

/** `clock` is a steady one; further places join an incident that is not older than `growMs`. */
export function createAccounts(deps: {
  open: OpenIncidents;
  explanations: Explanations;
  drained: DrainedPlaces;
  resting: Resting;
  growMs: number;
  clock: Clock;
}): Accounts {
  const { open, explanations, drained, resting, growMs, clock } = deps;

  const wakingPart = (anomaly: Anomaly) => resting.wakingPart(drained.uncovered(anomaly));

  /** A further place joins an incident only while that is young, unless it is the other end of the named link. */
  function divide(entry: OpenIncident, anomaly: Anomaly): { explained: Anomaly | null; left: Anomaly | null } {
    const mayJoin =
      hasPlace(entry, anomaly.place) ||
      clock() - entry.begunAt <= growMs ||
      explanations.isNamed(entry.incident, anomaly.place);
    return mayJoin && entry.explanation
      ? explanations.divide({ ...entry.explanation, isOpen: true }, anomaly)
      : { explained: null, left: anomaly };
  }

  return {
    wakingPart,
    divide,
    leftOf(anomaly) {
      let left = wakingPart(anomaly);
      for (const entry of open.explaining(anomaly.place)) if (left) left = divide(entry, left).left;
      return left;
    },
    /** A cause that is covered at a place is none of an open incident. One that another incident names, or waits for and shows more of, is that one's. */
    acceptsFor: (id) => (cause, place) => {
      if (cause === 'unknown') return true;
      const countIn = ({ shown }: OpenIncident) => explanations.count({ cause, place, shown });
      const own = open.get(id);
      const ownCount = own ? countIn(own) : 0;
      const isOthers = (other: OpenIncident) =>
        (other.incident.verdict?.cause === cause && explanations.isNamed(other.incident, place)) ||
        (lacksCause(other.incident) && countIn(other) > ownCount);
      return !drained.covers(cause, place) && !open.all().some((other) => other !== own && isOthers(other));
    },
  };
}
