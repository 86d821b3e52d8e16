import { firstOfEach, type LabelledEvent, type MatchedIncident } from '../../src/app/replay/compare.ts';

/** How somebody did in a span of time: counts, so that seeds can be added up. */
export interface Tally {
  faults: number;
  found: number;
  right: number;
  falseIncidents: number;
  deviceDays: number;
}

/** The same as shares; null of nothing. */
export interface Shares {
  faults: number;
  found: number | null;
  causeRight: number | null;
  falsePerDeviceDay: number | null;
}

const dayMs = 86_400_000;

export const noTally: Tally = { faults: 0, found: 0, right: 0, falseIncidents: 0, deviceDays: 0 };

/** Faults that began in the span and incidents that opened in it; half-open, milliseconds since 1970. An incident belongs to at most one fault. */
export function tallySpan(
  matched: readonly MatchedIncident[],
  events: readonly LabelledEvent[],
  { from, to, devices }: { from: number; to: number; devices: number },
): Tally {
  const isIn = (at: number) => at >= from && at < to;
  const first = firstOfEach(matched);
  const own = events.filter(({ start }) => isIn(start));
  return {
    faults: own.length,
    found: own.filter((event) => first.has(event)).length,
    right: own.filter((event) => first.get(event)?.cause === event.cause).length,
    falseIncidents: matched.filter(({ incident, event }) => event === null && isIn(incident.openedAt)).length,
    deviceDays: (devices * Math.max(0, to - from)) / dayMs,
  };
}

export const addTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, one) => ({
      faults: sum.faults + one.faults,
      found: sum.found + one.found,
      right: sum.right + one.right,
      falseIncidents: sum.falseIncidents + one.falseIncidents,
      deviceDays: sum.deviceDays + one.deviceDays,
    }),
    noTally,
  );

/** `causeRight` is of the faults that were found. */
export function sharesOf({ faults, found, right, falseIncidents, deviceDays }: Tally): Shares {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return {
    faults,
    found: share(found, faults),
    causeRight: share(right, found),
    falsePerDeviceDay: share(falseIncidents, deviceDays),
  };
}
