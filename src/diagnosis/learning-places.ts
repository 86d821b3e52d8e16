import { placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import { type Baseline, fitUsual } from './baseline.ts';

/** Places that learn at a time: interfaces of containers get a new name with each start, and senders may write any name. */
const mostLearning = 10_000;

/** Places that no training saw, while they learn what is usual there. */
export interface LearningPlaces {
  /** Takes a reading. Answers with what is usual as soon as enough came, and is done with the place then. */
  add(reading: Reading): Map<string, Baseline> | undefined;
  /** Ends the learning of the places that are known by now. */
  endWhere(isKnown: (key: string) => boolean): void;
}

/** `coldStart` readings of a metric are enough. `onForgotten` is told of a place that had to make room for others. */
export function createLearningPlaces(coldStart: number, onForgotten: (key: string) => void): LearningPlaces {
  // In the order of their last readings.
  const learning = new Map<string, Map<string, number[]>>();
  return {
    add(reading) {
      const key = placeKey(reading.place);
      const seen = learning.get(key) ?? new Map<string, number[]>();
      learning.delete(key);
      if (collect(seen, reading) >= coldStart) return fitUsual(seen);
      learning.set(key, seen);
      if (learning.size > mostLearning) {
        const oldest = learning.keys().next().value!;
        learning.delete(oldest);
        onForgotten(oldest);
      }
      return undefined;
    },
    endWhere(isKnown) {
      for (const key of [...learning.keys()]) if (isKnown(key)) learning.delete(key);
    },
  };
}

/** Adds the values of a reading to those of its place. Answers with how many the metric has that has most. */
function collect(seen: Map<string, number[]>, { values }: Reading): number {
  let most = 0;
  for (const [metric, value] of values) {
    const list = seen.get(metric) ?? [];
    list.push(value);
    seen.set(metric, list);
    most = Math.max(most, list.length);
  }
  return most;
}
