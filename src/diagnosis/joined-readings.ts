import { placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import { createLatestMap } from '../foundation/latest-map.ts';

/**
 * Makes one reading of what several senders tell of a place in one round: SNMP has the processor of a device, ping its latency, and each of them has a
 * time of its own. Judged apart, half of each would be missing, and what only one of them shows could never last.
 */
export interface JoinedReadings {
  /**
   * Takes a reading. Answers with what was told since the last answer, at the latest of its times; undefined while another sender is still to come. A
   * sender that was missing is waited for until the next round at most. A place with one sender is answered at once.
   */
  join(reading: Reading): Reading | undefined;
  forget(key: string): void;
}

type Values = Reading['values'];

/** Whoever tells the same metrics again, or some of them. */
interface Sender {
  values: Values;
  /** Its last reading and the one before, counted from the first of the place. */
  last: number;
  before: number;
  /** Their times. */
  at: number;
  beforeAt: number;
}

interface Rounds {
  senders: Sender[];
  count: number;
  /** What was told since the last answer. */
  open: Reading[];
}

/** What is older than this says nothing about now. */
const longestMs = 300_000;
const mostSenders = 8;

/** For so many places at most: the one that was silent the longest is forgotten first. */
export function createJoinedReadings(mostPlaces: number): JoinedReadings {
  const places = createLatestMap<Rounds>(mostPlaces);
  return {
    join(reading) {
      const key = placeKey(reading.place);
      const rounds = places.get(key) ?? { senders: [], count: 0, open: [] };
      places.set(key, rounds);
      const open = rounds.open.filter(({ at }) => Math.abs(at - reading.at) <= longestMs);
      const isRepeated = open.some(({ values }) => isOfOneSender(values, reading.values));
      const isWaiting = stillToCome(rounds, reading.values).some(
        (sender) => isRepeated || !open.some(({ values }) => isOfOneSender(values, sender.values)),
      );
      note(rounds, reading);
      rounds.open = isWaiting ? [...(isRepeated ? [] : open), reading] : [];
      if (isWaiting) return isRepeated ? unite(open) : undefined;
      return unite([...open, reading]);
    },
    forget: (key) => void places.delete(key),
  };
}

function isOfOneSender(one: Values, other: Values): boolean {
  for (const metric of one.keys()) if (other.has(metric)) return true;
  return false;
}

/** Who told something soon after each of the last two readings of this sender, and so will again. Whoever comes late in the round begins the next one. */
function stillToCome({ senders }: Rounds, values: Values): Sender[] {
  if (senders.length < 2) return [];
  const own = senders.find((sender) => isOfOneSender(sender.values, values));
  if (!own) return [];
  const soonMs = (own.at - own.beforeAt) / 2;
  return senders.filter(({ last, before, at, beforeAt }) => {
    // The first of its readings after the last one of this sender.
    const followedAt = before > own.last ? beforeAt : at;
    return last > own.last && before > own.before && followedAt - own.at <= soonMs;
  });
}

function note(rounds: Rounds, { at, values }: Reading): void {
  rounds.count += 1;
  const own = rounds.senders.find((sender) => isOfOneSender(sender.values, values));
  if (own) Object.assign(own, { values, before: own.last, last: rounds.count, beforeAt: own.at, at });
  else {
    rounds.senders.push({ values, last: rounds.count, before: 0, at, beforeAt: Number.NaN });
    if (rounds.senders.length > mostSenders) rounds.senders.shift();
  }
}

/** Of what was told twice the later value. */
function unite(readings: readonly Reading[]): Reading {
  const [first] = readings;
  if (readings.length === 1) return first!;
  const at = Math.max(...readings.map((one) => one.at));
  return { place: first!.place, at, values: new Map(readings.flatMap(({ values }) => [...values])) };
}
