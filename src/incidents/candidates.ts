import type { Anomaly } from '../domain/incident.ts';
import { type Persistence, persistenceFor } from '../domain/persistence.ts';
import { type Place, placeKey } from '../domain/place.ts';

/**
 * Remembers the latest samples of every place, so that one odd sample wakes nobody. `see` is told of every scored sample with its time and
 * returns true when the place is in lasting trouble. Bounded: one number of bits for a place.
 */
export interface Candidates {
  see(place: Place, at: number, anomaly: Anomaly | null): boolean;
  /** The latest anomaly of each place that had one within its last samples. */
  recent(): Anomaly[];
  /** How often the place sends; 0 when that is not known. */
  intervalMs(place: Place): number;
  forget(place: Place): void;
}

interface Seen {
  /** One bit a sample, the newest lowest. */
  history: number;
  latest: Anomaly | null;
  at: number;
  /** The last gap between two samples, and the lesser of the last two: one lost sample does not change how often a place sends. */
  gapMs: number;
  intervalMs: number;
}

const bitsKept = 2 ** 30 - 1;

/** Without a configured persistence each place is judged by how often it sends. */
export function createCandidates(configured?: Persistence): Candidates {
  const seen = new Map<string, Seen>();
  const persistenceOf = (entry: Seen) => configured ?? persistenceFor(entry.intervalMs);
  const lately = (entry: Seen) => entry.history & (2 ** persistenceOf(entry).of - 1);
  const count = (bits: number) => {
    let ones = 0;
    for (let rest = bits; rest > 0; rest >>>= 1) ones += rest & 1;
    return ones;
  };
  return {
    see(place, at, anomaly) {
      const key = placeKey(place);
      const entry: Seen = seen.get(key) ?? { history: 0, latest: null, at, gapMs: 0, intervalMs: 0 };
      seen.set(key, entry);
      if (at > entry.at) {
        const gapMs = at - entry.at;
        entry.intervalMs = entry.gapMs === 0 ? gapMs : Math.min(gapMs, entry.gapMs);
        entry.gapMs = gapMs;
        entry.at = at;
      }
      entry.history = ((entry.history << 1) | (anomaly ? 1 : 0)) & bitsKept;
      if (anomaly) entry.latest = anomaly;
      return anomaly !== null && count(lately(entry)) >= persistenceOf(entry).atLeast;
    },
    recent: () => [...seen.values()].flatMap((entry) => (lately(entry) > 0 && entry.latest ? [entry.latest] : [])),
    intervalMs: (place) => seen.get(placeKey(place))?.intervalMs ?? 0,
    forget: (place) => void seen.delete(placeKey(place)),
  };
}
