import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import { createLatestMap, type LatestMap } from '../foundation/latest-map.ts';
import { mostMetrics } from './learning-places.ts';

/** The latest readings of each place, as they were sent: what a judge that comes later looks back on. Bounded memory per place. */
export interface PastReadings {
  /**
   * Keeps a reading. One that is older than the last shows that a clock was set back: what was before it says nothing about now. Answers with how
   * many of its values could not be kept, because the place sends under too many names.
   */
  add(reading: Reading): number;
  /** Oldest first; without the newest `except` of them. */
  of(place: Place, except?: number): Reading[];
  forget(key: string): void;
}

/** Readings of one place: a ring of rows, one column for each metric that it sent lately; NaN where a reading has no value. */
interface Ring {
  place: Place;
  columns: LatestMap<Column>;
  times: Float64Array;
  rows: Float64Array;
  count: number;
  next: number;
  /** Readings that were ever added. */
  added: number;
}

interface Column {
  index: number;
  /** The reading, counted from the first, that had a value last. */
  usedAt: number;
}

/**
 * Keeps up to `size` readings of a place, at eight bytes for each of their values. A metric beyond `mostMetrics` takes the column of one that none of
 * the kept readings has, and is left out as long as there is none: so a reading costs the same whatever names came before it.
 */
export function createPastReadings(size: number): PastReadings {
  const rings = new Map<string, Ring>();

  function ringOf(place: Place): Ring {
    const key = placeKey(place);
    const known = rings.get(key);
    if (known) return known;
    const empty = { columns: createLatestMap<Column>(), rows: new Float64Array(0), count: 0, next: 0, added: 0 };
    const ring = { place, times: new Float64Array(size), ...empty };
    rings.set(key, ring);
    return ring;
  }

  function readingAt(ring: Ring, slot: number): Reading {
    const values = new Map<string, number>();
    for (const [metric, { index }] of ring.columns) {
      const value = ring.rows[index * size + slot]!;
      if (!Number.isNaN(value)) values.set(metric, value);
    }
    return { place: ring.place, at: ring.times[slot]!, values };
  }

  /** A column for a new metric; undefined when each is in use. */
  function newColumn(ring: Ring): Column | undefined {
    if (ring.columns.size < mostMetrics) {
      addRows(ring, size);
      return { index: ring.columns.size, usedAt: 0 };
    }
    const [metric, column] = ring.columns.oldest()!;
    if (ring.added - column.usedAt < size) return undefined;
    ring.columns.delete(metric);
    return column;
  }

  function write(ring: Ring, metric: string, value: number): boolean {
    const column = ring.columns.get(metric) ?? newColumn(ring);
    if (!column) return false;
    column.usedAt = ring.added;
    ring.columns.set(metric, column);
    ring.rows[column.index * size + ring.next] = value;
    return true;
  }

  return {
    add({ place, at, values }) {
      if (size === 0) return 0;
      const ring = ringOf(place);
      const last = ring.times[(ring.next + size - 1) % size]!;
      if (ring.count > 0 && at < last) ring.count = 0;
      const { next } = ring;
      for (let index = 0; index < ring.columns.size; index += 1) ring.rows[index * size + next] = Number.NaN;
      ring.added += 1;
      let left = 0;
      for (const [metric, value] of values) if (!write(ring, metric, value)) left += 1;
      ring.times[next] = at;
      ring.next = (next + 1) % size;
      ring.count = Math.min(size, ring.count + 1);
      return left;
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

function addRows(ring: Ring, size: number): void {
  const rows = new Float64Array(ring.rows.length + size).fill(Number.NaN, ring.rows.length);
  rows.set(ring.rows);
  ring.rows = rows;
}
