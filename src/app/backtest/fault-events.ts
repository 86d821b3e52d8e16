import { placesOf } from '../../diagnosis/labelled-spans.ts';
import type { Topology } from '../../domain/device.ts';
import { type Place, samePlace } from '../../domain/place.ts';
import type { Label } from '../../domain/recording.ts';

/** One fault, which may stand in several rows of the labels. `places` are those where it acts. */
export interface FaultEvent {
  start: number;
  end: number;
  cause: string;
  places: Place[];
}

/** One event for each distinct start, end and cause, in time order. */
export function faultEvents(labels: readonly Label[], topology: Topology): FaultEvent[] {
  const events = new Map<string, FaultEvent>();
  for (const label of labels) {
    const { start, end, cause } = label;
    const key = `${start} ${end} ${cause}`;
    const event = events.get(key) ?? { start, end, cause, places: [] };
    events.set(key, event);
    for (const place of placesOf(label, topology)) {
      if (!event.places.some((known) => samePlace(known, place))) event.places.push(place);
    }
  }
  return [...events.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}
