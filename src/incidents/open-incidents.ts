import type { Place } from '../domain/place.ts';
import { type Grouping, hopsTogether } from './grouping.ts';
import { hasPlace, type OpenIncident } from './open-incident.ts';

/** The incidents that are open, and which of them trouble at a place belongs to. */
export interface OpenIncidents {
  /** Oldest first. */
  all(): OpenIncident[];
  get(id: string): OpenIncident | undefined;
  add(entry: OpenIncident): void;
  remove(id: string): void;
  /** Incidents whose cause is settled and may account for trouble at this place: those that have the place first, then the nearest. */
  explaining(place: Place): OpenIncident[];
  /** The incident that takes whatever happens at this place, because nobody knows its cause yet: one that has the place, or the nearest. */
  youngFor(place: Place): OpenIncident | undefined;
  /** A reading of this device came, by the steady clock. */
  heard(device: string, now: number): void;
}

export function createOpenIncidents({ distance }: Pick<Grouping, 'distance'>): OpenIncidents {
  const byId = new Map<string, OpenIncident>();
  const farOf = (entry: OpenIncident, place: Place) =>
    hasPlace(entry, place) ? -1 : distance(entry.incident.place, place);

  return {
    all: () => [...byId.values()],
    get: (id) => byId.get(id),
    add: (entry) => void byId.set(entry.incident.id, entry),
    remove: (id) => void byId.delete(id),
    explaining(place) {
      const far = new Map<OpenIncident, number>();
      for (const entry of byId.values()) if (entry.explanation) far.set(entry, farOf(entry, place));
      return [...far].sort(([, a], [, b]) => a - b).map(([entry]) => entry);
    },
    youngFor(place) {
      let nearest: { entry: OpenIncident; far: number } | undefined;
      for (const entry of byId.values()) {
        if (entry.explanation) continue;
        const far = farOf(entry, place);
        if (far <= hopsTogether && (!nearest || far < nearest.far)) nearest = { entry, far };
      }
      return nearest?.entry;
    },
    heard(device, now) {
      for (const entry of byId.values()) {
        if (entry.incident.place.device !== device) continue;
        if (entry.heardAt === null) entry.badAt = now;
        entry.heardAt = now;
      }
    },
  };
}
