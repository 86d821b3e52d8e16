import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';

/** The latest readings of each place, as they were sent: what a judge that comes later looks back on. Bounded memory per place. */
export interface PastReadings {
  /** Keeps a reading. One that is older than the last shows that a clock was set back: what was before it says nothing about now. */
  add(reading: Reading): void;
  /** Oldest first; without the newest `except` of them. */
  of(place: Place, except?: number): Reading[];
  forget(key: string): void;
}

/** Readings of one place: a ring of rows, one column for each metric that it ever sent; NaN where a reading has no value. */
interface Ring {
  place: Place;
  columns: Map<string, number>;
  times: Float64Array;
  rows: Float64Array;
  count: number;
  next: number;
}

/** Keeps up to `size` readings of a place, at eight bytes for each of their values. */
export function createPastReadings(size: number): PastReadings {
  const rings = new Map<string, Ring>();

  function ringOf(place: Place): Ring {
    const key = placeKey(place);
    const known = rings.get(key);
    if (known) return known;
    const empty = { columns: new Map<string, number>(), rows: new Float64Array(0), count: 0, next: 0 };
    const ring = { place, times: new Float64Array(size), ...empty };
    rings.set(key, ring);
    return ring;
  }

  function readingAt(ring: Ring, slot: number): Reading {
    const values = new Map<string, number>();
    for (const [metric, column] of ring.columns) {
      const value = ring.rows[column * size + slot]!;
      if (!Number.isNaN(value)) values.set(metric, value);
    }
    return { place: ring.place, at: ring.times[slot]!, values };
  }

  return {
    add({ place, at, values }) {
      if (size === 0) return;
      const ring = ringOf(place);
      const last = ring.times[(ring.next + size - 1) % size]!;
      if (ring.count > 0 && at < last) ring.count = 0;
      for (const metric of values.keys()) if (!ring.columns.has(metric)) addColumn(ring, metric, size);
      for (const [metric, column] of ring.columns) {
        ring.rows[column * size + ring.next] = values.get(metric) ?? Number.NaN;
      }
      ring.times[ring.next] = at;
      ring.next = (ring.next + 1) % size;
      ring.count = Math.min(size, ring.count + 1);
    },
    of(place, except = 0) {
      const ring = rings.get(placeKey(place));
      if (!ring) return [];
      const oldest = ring.next + size - ring.count;
      const length = Math.max(0, ring.count - except);
      return Array.from({ length }, (_, i) => readingAt(ring, (oldest + i) % size));
    },
    forget: (key) => void rings.delete(key),
  };
}

function addColumn(ring: Ring, metric: string, size: number): void {
  const rows = new Float64Array(ring.rows.length + size).fill(Number.NaN, ring.rows.length);
  rows.set(ring.rows);
  ring.rows = rows;
  ring.columns.set(metric, ring.columns.size);
}
