import type { Clock } from '../domain/clock.ts';
import type { Anomaly } from '../domain/incident.ts';
import { type Persistence, persistenceFor } from '../domain/persistence.ts';
import { type Place, placeKey } from '../domain/place.ts';
import { createLatestMap } from '../foundation/latest-map.ts';

/**
 * Remembers the latest samples of every place, so that one odd sample wakes nobody. `see` is told of every scored sample with its time and
 * returns true when the place is in lasting trouble. Bounded: one number of bits for a place.
 */
export interface Candidates {
  see(place: Place, at: number, anomaly: Anomaly | null): boolean;
  /** The latest anomaly of each place that had one within its last samples, if it came at most `withinMs` ago. */
  recent(withinMs?: number): Anomaly[];
  /** The latest anomaly of a place that had one within its last samples. */
  latest(place: Place): Anomaly | undefined;
  /** Sample time since when the place is in lasting trouble; null when it is not. */
  lastingSince(place: Place): number | null;
  /** How long the place has been in lasting trouble, by the clock; 0 when it is not. */
  lastingMs(place: Place): number;
  /** How often the place sends; 0 when that is not known. */
  intervalMs(place: Place): number;
  /** Forgets the anomalies of a place, and not how often it sends. */
  forget(place: Place): void;
}

/** Whose latest samples are remembered: as many as are judged at a time. */
const mostPlaces = 50_000;

interface Seen {
  /** One bit a sample, the newest lowest. */
  history: number;
  /** Strengths of the anomalies since the last ordinary sample, each at most one less than an unweighed row of anomalies needs. */
  run: number;
  /** What the newest sample adds to it. */
  newest: number;
  latest: Anomaly | null;
  at: number;
  /** When the latest sample came, by the clock: the times of two places can't be compared. */
  seenAt: number;
  /** The last gap between two samples, and the lesser of the last two: one lost sample does not change how often a place sends. */
  gapMs: number;
  intervalMs: number;
  lastingSince: number | null;
  /** The same, by the clock. */
  lastingFrom: number | null;
}

const bitsKept = 2 ** 30 - 1;
/** What rules and models say of one sample comes as two calls, this close to each other. */
const sameSampleMs = 500;

function countOnes(bits: number): number {
  let ones = 0;
  for (let rest = bits; rest > 0; rest >>>= 1) ones += rest & 1;
  return ones;
}

/** Without a configured persistence each place is judged by how often it sends. Without a clock samples come when they were taken. */
export function createCandidates(configured?: Persistence, clock?: Clock): Candidates {
  const seen = createLatestMap<Seen>(mostPlaces);
  const persistenceOf = (entry: Seen) => configured ?? persistenceFor(entry.intervalMs);
  const lately = (entry: Seen) => entry.history & (2 ** persistenceOf(entry).of - 1);
  const isLasting = (entry: Seen) => {
    const { atLeast, weighed = false } = persistenceOf(entry);
    return countOnes(lately(entry)) >= atLeast || (weighed && entry.run >= atLeast);
  };

  /** One strong sample alone is no trouble, however strong it is. What rules and models say of one sample counts once. */
  function weigh(entry: Seen, anomaly: Anomaly | null, isSameSample: boolean): void {
    const strength = anomaly ? Math.min(anomaly.strength ?? 1, persistenceOf(entry).atLeast - 1) : 0;
    const former = isSameSample ? entry.run - entry.newest : entry.run;
    entry.newest = isSameSample ? Math.max(entry.newest, strength) : strength;
    entry.run = entry.newest === 0 ? 0 : former + entry.newest;
  }

  const latestOf = (entry: Seen | undefined) => (entry && lately(entry) > 0 ? (entry.latest ?? undefined) : undefined);

  function takeTime(entry: Seen, at: number): void {
    if (at <= entry.at) return;
    const gapMs = at - entry.at;
    entry.intervalMs = entry.gapMs === 0 ? gapMs : Math.min(gapMs, entry.gapMs);
    Object.assign(entry, { gapMs, at });
  }

  return {
    see(place, at, anomaly) {
      const key = placeKey(place);
      const now = clock?.() ?? at;
      const known = seen.get(key);
      const entry: Seen = known ?? {
        ...{ history: 0, run: 0, newest: 0, latest: null, at, seenAt: now, gapMs: 0, intervalMs: 0 },
        ...{ lastingSince: null, lastingFrom: null },
      };
      seen.set(key, entry);
      const isSameSample = known !== undefined && at === entry.at && Math.abs(now - entry.seenAt) < sameSampleMs;
      takeTime(entry, at);
      entry.seenAt = now;
      const before = isSameSample ? entry.history : entry.history << 1;
      entry.history = (before | (anomaly ? 1 : 0)) & bitsKept;
      weigh(entry, anomaly, isSameSample);
      if (anomaly) entry.latest = anomaly;
      const lasting = isLasting(entry);
      entry.lastingSince = lasting ? (entry.lastingSince ?? at) : null;
      entry.lastingFrom = lasting ? (entry.lastingFrom ?? now) : null;
      return anomaly !== null && lasting;
    },
    recent: (withinMs = Number.POSITIVE_INFINITY) =>
      [...seen].flatMap(([, entry]) => {
        const now = clock?.() ?? entry.seenAt;
        return (now - entry.seenAt <= withinMs && latestOf(entry)) || [];
      }),
    latest: (place) => latestOf(seen.get(placeKey(place))),
    lastingSince: (place) => seen.get(placeKey(place))?.lastingSince ?? null,
    lastingMs(place) {
      const entry = seen.get(placeKey(place));
      return entry?.lastingFrom == null ? 0 : (clock?.() ?? entry.at) - entry.lastingFrom;
    },
    intervalMs: (place) => seen.get(placeKey(place))?.intervalMs ?? 0,
    forget(place) {
      const entry = seen.get(placeKey(place));
      if (entry)
        Object.assign(entry, { history: 0, run: 0, newest: 0, latest: null, lastingSince: null, lastingFrom: null });
    },
  };
}
