import { placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import { createLatestMap, type LatestMap } from '../foundation/latest-map.ts';
import { type Baseline, fitUsual } from './baseline.ts';

/** Places that learn at a time: interfaces of containers get a new name with each start, and senders may write any name. */
const mostLearning = 10_000;

/** Metrics of a place that are followed; a place may send under ever new names. */
export const mostMetrics = 500;

/** Places that no training saw, while they learn what is usual there. */
export interface LearningPlaces {
  /** Takes a reading. Answers with what is usual as soon as enough came, and is done with the place then. */
  add(reading: Reading): Map<string, Baseline> | undefined;
  /** Ends the learning of the places that are known by now. */
  endWhere(isKnown: (key: string) => boolean): void;
}

/** `coldStart` readings of a metric are enough. `onForgotten` is told of a place that had to make room for others. */
export function createLearningPlaces(coldStart: number, onForgotten: (key: string) => void): LearningPlaces {
  const learning = createLatestMap<LatestMap<number[]>>(mostLearning);
  return {
    add(reading) {
      const key = placeKey(reading.place);
      const seen = learning.get(key) ?? createLatestMap<number[]>(mostMetrics);
      if (collect(seen, reading) >= coldStart) {
        learning.delete(key);
        return fitUsual(new Map(seen));
      }
      const forgotten = learning.set(key, seen);
      if (forgotten !== undefined) onForgotten(forgotten);
      return undefined;
    },
    endWhere(isKnown) {
      for (const [key] of [...learning]) if (isKnown(key)) learning.delete(key);
    },
  };
}

/**
 * Adds the values of a reading to those of its place. Answers with how many the metric has that has most. A new metric takes the room of one that
 * this reading has not; metrics that come with each reading so keep theirs.
 */
function collect(seen: LatestMap<number[]>, { values }: Reading): number {
  let most = 0;
  const unknown: [metric: string, value: number][] = [];
  for (const [metric, value] of values) {
    const list = seen.get(metric);
    if (!list) {
      unknown.push([metric, value]);
      continue;
    }
    list.push(value);
    seen.set(metric, list);
    most = Math.max(most, list.length);
  }
  for (const [metric, value] of unknown) {
    if (seen.size >= mostMetrics && values.has(seen.oldest()![0])) break;
    seen.set(metric, [value]);
    most = Math.max(most, 1);
  }
  return most;
}
