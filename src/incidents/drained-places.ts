import { z } from 'zod';
import type { CauseId } from '../domain/cause.ts';
import type { Clock } from '../domain/clock.ts';
import { linkAt, type Topology } from '../domain/device.ts';
import type { Anomaly } from '../domain/incident.ts';
import { type Place, placeKey, samePlace } from '../domain/place.ts';
import { defineFact, measuredNumber, placeShape, word } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';
import type { Explanation, Explanations } from './explanations.ts';
import { createShown, type Sign } from './signs.ts';

/** As it is stored: a map as its entries. Facts of an earlier release have no cause and cover whatever an interface measures. */
const drainedPlace = z.object({
  place: placeShape,
  by: z.enum(['plan', 'person']),
  cause: word<CauseId>().optional(),
  signs: z.array(z.tuple([z.string(), z.object({ place: placeShape, sign: word<Sign>() })])).optional(),
  peaks: z.array(z.tuple([z.string(), measuredNumber])).optional(),
});

/** The id is the key of the place and the cause. A place whose fact is damaged is watched again. */
export const drainedFact = defineFact({
  name: 'drained-place',
  id: /\t/,
  value: drainedPlace,
  whenDamaged: 'leave-out',
});

interface Drained {
  explanation: Explanation;
  /** Whether a change took it out of use, or a person said that it is no incident. */
  by: 'plan' | 'person';
  /** When the latest anomaly there came. */
  lastBadAt: number;
  /** When the latest reading there came: only data shows that a place is well. */
  heardAt?: number;
  /** Readings in a row with traffic as usual: somebody has put it back into use. */
  inUse?: number;
}

/** So many readings with traffic as usual end a drain: a link that is used again must wake people again. */
const inUseReadings = 5;

/**
 * Causes that wake nobody at a place: a verified change took the place out of use because of it, or a person said that it is no incident.
 * Only what that cause explains is covered; other trouble at the same place wakes people. When the place has been well for a while it is
 * watched again.
 */
export interface DrainedPlaces {
  load(): Promise<void>;
  /** The part of an anomaly that is not covered; null when all of it is. */
  uncovered(anomaly: Anomaly): Anomaly | null;
  /** Whether this cause is covered at this place. */
  covers(cause: CauseId, place: Place): boolean;
  /** Tells of a reading there. `inUse`: it carries traffic as usual. */
  heard(place: Place, reading: { anomaly: Anomaly | null; inUse: boolean }): void;
  /** Both ends of the links at these places were taken out of use because of a cause. */
  drain(places: readonly Place[], explanation: Explanation): Promise<void>;
  /** A person said that this cause at this place is no incident. */
  dismiss(explanation: Explanation): Promise<void>;
  /** Removes what has been well for `quietMs` or is in use again. A place that sends nothing stays. */
  release(quietMs: number): Promise<void>;
}

/** After a restart nobody knows how bad it was meanwhile, so the time of being well is counted from the first reading. */
const unheard = { lastBadAt: Number.POSITIVE_INFINITY, heardAt: undefined };

function read({ place, by, cause, signs, peaks }: z.output<typeof drainedPlace>): Drained {
  const shown = { signs: new Map(signs ?? createShown().signs), peaks: new Map(peaks) };
  const explanation = { cause: cause ?? 'maintenance', place, shown };
  return { explanation, by: cause ? by : 'plan', ...unheard };
}

/** `clock` may jump for people, but not here: time without trouble is counted by it. */
export function createDrainedPlaces(deps: {
  store: Store;
  topology: Topology;
  explanations: Explanations;
  clock: Clock;
}): DrainedPlaces {
  const { store, topology, explanations, clock } = deps;
  const drained = new Map<string, Drained>();

  /** A drain covers its end of the link alone: what services feel must have got better, or the change would not have been verified. */
  const divide = ({ explanation, by }: Drained, anomaly: Anomaly) =>
    by === 'person' || samePlace(explanation.place, anomaly.place)
      ? explanations.divide(explanation, anomaly)
      : { explained: null, left: anomaly };

  /** Whether readings of this place tell how well a covered one is. Many devices measure nothing as a whole. */
  function tellsOf({ explanation, by }: Drained, place: Place): boolean {
    const named = explanation.place;
    if (by === 'plan') return samePlace(named, place);
    return explanations.isNamed(explanation, place) || (named.interface === null && named.device === place.device);
  }

  async function add(explanation: Explanation, by: Drained['by']): Promise<void> {
    const { place, cause, shown } = explanation;
    const key = `${placeKey(place)}\t${cause}`;
    drained.set(key, { explanation, by, lastBadAt: clock() });
    await store.facts.put(drainedFact, key, { place, cause, by, signs: [...shown.signs], peaks: [...shown.peaks] });
  }

  return {
    async load() {
      for (const { id, value } of await store.facts.list(drainedFact)) drained.set(id, read(value));
    },
    uncovered(anomaly) {
      let left: Anomaly | null = anomaly;
      for (const entry of drained.values()) if (left) left = divide(entry, left).left;
      return left;
    },
    covers: (cause, place) =>
      [...drained.values()].some(
        ({ explanation }) => explanation.cause === cause && explanations.isNamed(explanation, place),
      ),
    heard(place, { anomaly, inUse }) {
      for (const entry of drained.values()) {
        if (!tellsOf(entry, place)) continue;
        entry.inUse = inUse ? (entry.inUse ?? 0) + 1 : 0;
        entry.heardAt = clock();
        const isBad = anomaly !== null && divide(entry, anomaly).explained !== null;
        if (isBad || entry.lastBadAt === unheard.lastBadAt) entry.lastBadAt = clock();
      }
    },
    async drain(places, { cause, shown }) {
      for (const place of places) {
        const link = linkAt(topology, place);
        for (const end of link ? [link.a, link.b] : [place]) {
          await add({ cause, shown, place: { device: end.device, interface: end.interface } }, 'plan');
        }
      }
    },
    dismiss: (explanation) => add(explanation, 'person'),
    async release(quietMs) {
      const isWell = ({ heardAt, lastBadAt }: Drained) => (heardAt ?? 0) - lastBadAt >= quietMs;
      const isInUse = ({ by, inUse = 0 }: Drained) => by === 'plan' && inUse >= inUseReadings;
      const well = [...drained].filter(([, entry]) => isWell(entry) || isInUse(entry));
      for (const [key] of well) drained.delete(key);
      for (const [key] of well) await store.facts.remove(drainedFact, key);
    },
  };
}
