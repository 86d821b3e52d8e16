import { linkAt, type Topology } from '../domain/device.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Store } from '../store/store.ts';

const kind = 'drained-place';

interface Drained {
  place: Place;
  /** Sample time of the latest anomaly there. */
  lastBadAt: number;
  /** Sample time of the latest reading there: only data shows that a place is well. */
  heardAt?: number;
  /** Whether a change took it out of use, or a person said that it is no incident. */
  by: 'plan' | 'person';
  /** Readings in a row with traffic as usual: somebody has put it back into use. */
  inUse?: number;
}

/** So many readings with traffic as usual end a drain: a link that is used again must wake people again. */
const inUseReadings = 5;

/**
 * Places that a verified change took out of use, or of which a person said that they are no incident. They stay bad until somebody repairs
 * them, and wake nobody; when they have been well for a while they are watched again.
 */
export interface DrainedPlaces {
  load(): Promise<void>;
  has(place: Place): boolean;
  /** Tells of a reading there. `inUse`: it carries traffic as usual. */
  heard(place: Place, at: number, reading: { bad: boolean; inUse: boolean }): void;
  /** Adds these places and the other ends of their links. */
  add(places: readonly Place[], at: number, by: 'plan' | 'person'): Promise<void>;
  /** Removes what has been well for `quietMs` or is in use again, and answers with it. A place that sends nothing stays. */
  release(quietMs: number): { places: Place[]; stored: Promise<void> };
}

/** After a restart nobody knows how bad it was meanwhile, so the time of being well is counted from the first reading. */
const unheard = { lastBadAt: Number.POSITIVE_INFINITY, heardAt: undefined };

export function createDrainedPlaces(store: Store, topology: Topology): DrainedPlaces {
  const drained = new Map<string, Drained>();
  return {
    async load() {
      for (const { id, value } of await store.facts.list<Drained>(kind)) drained.set(id, { ...value, ...unheard });
    },
    has: (place) => drained.has(placeKey(place)),
    heard(place, at, { bad, inUse }) {
      const entry = drained.get(placeKey(place));
      if (!entry) return;
      entry.inUse = inUse ? (entry.inUse ?? 0) + 1 : 0;
      entry.heardAt = at;
      if (bad || entry.lastBadAt === unheard.lastBadAt) entry.lastBadAt = at;
    },
    async add(places, at, by) {
      const ends = places.flatMap((place) => {
        const link = linkAt(topology, place);
        return link ? [link.a, link.b] : [place];
      });
      for (const end of ends) {
        const entry = { place: { device: end.device, interface: end.interface }, lastBadAt: at, by };
        drained.set(placeKey(end), entry);
        await store.facts.put(kind, placeKey(end), entry);
      }
    },
    release(quietMs) {
      const isWell = ({ heardAt, lastBadAt }: Drained) => (heardAt ?? 0) - lastBadAt >= quietMs;
      const isInUse = ({ by, inUse = 0 }: Drained) => by === 'plan' && inUse >= inUseReadings;
      const well = [...drained].filter(([, entry]) => isWell(entry) || isInUse(entry));
      for (const [key] of well) drained.delete(key);
      const remove = async () => {
        for (const [key] of well) await store.facts.remove(kind, key);
      };
      return { places: well.map(([, entry]) => entry.place), stored: remove() };
    },
  };
}
