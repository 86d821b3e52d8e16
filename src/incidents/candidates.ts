import type { Anomaly } from '../domain/incident.ts';
import { type Place, placeKey } from '../domain/place.ts';

/** When anomalies at one place are taken for trouble: at least `atLeast` anomalous samples within the last `of`. */
export interface Persistence {
  atLeast: number;
  of: number;
}

/**
 * Remembers the latest samples of every place, so that one odd sample wakes nobody. `see` is told of every scored sample and returns true
 * when the place is in lasting trouble. Bounded: `of` bits for a place.
 */
export interface Candidates {
  see(place: Place, anomaly: Anomaly | null): boolean;
  /** The latest anomaly of each place that had one within its last `of` samples. */
  recent(): Anomaly[];
  forget(place: Place): void;
}

interface Seen {
  /** One bit a sample, the newest lowest. */
  history: number;
  latest: Anomaly | null;
}

export function createCandidates({ atLeast, of }: Persistence): Candidates {
  const seen = new Map<string, Seen>();
  const mask = 2 ** of - 1;
  const count = (bits: number) => {
    let ones = 0;
    for (let rest = bits; rest > 0; rest >>>= 1) ones += rest & 1;
    return ones;
  };
  return {
    see(place, anomaly) {
      const key = placeKey(place);
      const entry: Seen = seen.get(key) ?? { history: 0, latest: null };
      seen.set(key, entry);
      entry.history = ((entry.history << 1) | (anomaly ? 1 : 0)) & mask;
      if (anomaly) entry.latest = anomaly;
      return anomaly !== null && count(entry.history) >= atLeast;
    },
    recent: () => [...seen.values()].flatMap((entry) => (entry.history > 0 && entry.latest ? [entry.latest] : [])),
    forget: (place) => void seen.delete(placeKey(place)),
  };
}
