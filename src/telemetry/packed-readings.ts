import { type Place, placeKey } from '../domain/place.ts';
import type { Reading, ReadingList } from '../domain/reading.ts';
import { createGrowingFloats, createGrowingIndices } from '../foundation/growing-array.ts';
import type { Room } from '../foundation/room.ts';

/**
 * Readings kept as numbers: 12 bytes a value and 20 a reading, where an object with its map takes half a kilobyte. Each is made anew when it is asked
 * for, so it may be changed and thrown away.
 */
export interface PackedReadings extends ReadingList {
  push(reading: Reading): void;
}

/** Numbers for names, and back. */
function createNames() {
  const ids = new Map<string, number>();
  return {
    /** The number of a name; `onNew` is told of one that comes for the first time. */
    id(name: string, onNew?: () => void): number {
      const known = ids.get(name);
      if (known !== undefined) return known;
      ids.set(name, ids.size);
      onNew?.();
      return ids.size - 1;
    },
  };
}

/** `room` bounds what is kept; without it nothing does. */
export function createPackedReadings(room?: Room): PackedReadings {
  const places: Place[] = [];
  const metrics: string[] = [];
  const [placeNames, metricNames] = [createNames(), createNames()];
  const placeIds = createGrowingIndices(room);
  const times = createGrowingFloats(room);
  /** Where the values of a reading end; they begin where those of the one before do. */
  const ends = createGrowingFloats(room);
  const metricIds = createGrowingIndices(room);
  const numbers = createGrowingFloats(room);

  function* readingsFrom(from: number, to: number): Generator<Reading, undefined> {
    const [placeOf, at, end] = [placeIds.values(), times.values(), ends.values()];
    const [metricOf, value] = [metricIds.values(), numbers.values()];
    for (let i = from; i < to; i++) {
      const values = new Map<string, number>();
      for (let k = i === 0 ? 0 : end[i - 1]!; k < end[i]!; k++) values.set(metrics[metricOf[k]!]!, value[k]!);
      yield { place: { ...places[placeOf[i]!]! }, at: at[i]!, values };
    }
  }

  return {
    get length() {
      return times.length;
    },
    push({ place, at, values }) {
      placeIds.push(placeNames.id(placeKey(place), () => places.push({ ...place })));
      times.push(at);
      for (const [metric, value] of values) {
        metricIds.push(metricNames.id(metric, () => metrics.push(metric)));
        numbers.push(value);
      }
      ends.push(numbers.length);
    },
    at(index) {
      const i = index < 0 ? times.length + index : index;
      return i >= 0 && i < times.length ? readingsFrom(i, i + 1).next().value : undefined;
    },
    [Symbol.iterator]: () => readingsFrom(0, times.length),
  };
}
