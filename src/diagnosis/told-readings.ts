import type { Anomaly } from '../domain/incident.ts';
import { type Place, placeKey } from '../domain/place.ts';

/** What somebody who judges readings says of one of them; null for an ordinary one. */
export interface ToldReading {
  place: Place;
  at: number;
  anomaly: Anomaly | null;
}

/**
 * Brings together what rules and models say of the readings of one delivery: all words about one reading stand one behind the other, so that
 * it counts as one sample, and a reading is ordinary only when nobody who judged it found anything. In the order of their first words.
 */
export function joinTold(...lists: readonly (readonly ToldReading[])[]): ToldReading[] {
  const byReading = new Map<string, ToldReading[]>();
  for (const told of lists.flat()) {
    const key = `${placeKey(told.place)}\t${told.at}`;
    const known = byReading.get(key);
    if (!known) byReading.set(key, [told]);
    else if (told.anomaly && known[0]!.anomaly === null) known[0] = told;
    else if (told.anomaly) known.push(told);
  }
  return [...byReading.values()].flat();
}
