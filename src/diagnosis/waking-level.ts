import { leastDeviation } from './detector.ts';
import { type PlaceRows, spanOfPlaces } from './detector-rows.ts';

/** What only rows of a day can lower: as far as a rule has to see a metric from usual to name a cause. */
const leastWithoutDay = 6;

/** A day of telemetry, less what a pause may take. */
const wholeDayMs = 0.9 * 86_400_000;

/**
 * From how many deviations on a detector of these rows wakes somebody. Hours that were just there may be the night before a day, and what is usual then
 * they do not show. A span with labelled faults was chosen by a person, as one that does.
 */
export function leastOf(places: readonly PlaceRows[]): number {
  const isChosen = places.some(({ faulty }) => faulty.some(Boolean));
  return isChosen || spanOfPlaces(places) >= wholeDayMs ? leastDeviation : leastWithoutDay;
}
