import type { Point } from '../domain/metric-reader.ts';

/** Points of one metric at one place, in order of time, the oldest overwritten first. */
export interface TimeRing {
  readonly size: number;
  readonly newestAt: number;
  /** Keeps a value; one with the same time is replaced. False when the ring is full and the value is older than all it holds. */
  add(at: number, value: number): boolean;
  dropBefore(at: number): void;
  between(from: number, to: number): Point[];
}

/** The ring starts small and doubles up to `limit` points. */
export function createTimeRing(limit: number): TimeRing {
  let times = new Float64Array(Math.min(16, limit));
  let values = new Float64Array(times.length);
  let head = 0;
  let size = 0;

  const slot = (index: number) => (head + index) % times.length;

  function grow(): void {
    const nextTimes = new Float64Array(Math.min(limit, times.length * 2));
    const nextValues = new Float64Array(nextTimes.length);
    for (let index = 0; index < size; index += 1) {
      nextTimes[index] = times[slot(index)]!;
      nextValues[index] = values[slot(index)]!;
    }
    times = nextTimes;
    values = nextValues;
    head = 0;
  }

  /** Index of the first point that is not before this time. */
  function lowerBound(at: number): number {
    let low = 0;
    let high = size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[slot(middle)]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function insertAt(index: number, at: number, value: number): void {
    for (let moved = size; moved > index; moved -= 1) {
      times[slot(moved)] = times[slot(moved - 1)]!;
      values[slot(moved)] = values[slot(moved - 1)]!;
    }
    times[slot(index)] = at;
    values[slot(index)] = value;
    size += 1;
  }

  return {
    get size() {
      return size;
    },
    get newestAt() {
      return size === 0 ? Number.NEGATIVE_INFINITY : times[slot(size - 1)]!;
    },
    add(at, value) {
      let index = size > 0 && times[slot(size - 1)]! < at ? size : lowerBound(at);
      if (index < size && times[slot(index)] === at) {
        values[slot(index)] = value;
        return true;
      }
      if (size === times.length && size < limit) grow();
      if (size === times.length) {
        if (index === 0) return false;
        head = slot(1);
        size -= 1;
        index -= 1;
      }
      insertAt(index, at, value);
      return true;
    },
    dropBefore(at) {
      const dropped = lowerBound(at);
      head = slot(dropped);
      size -= dropped;
    },
    between(from, to) {
      const points: Point[] = [];
      for (let index = lowerBound(from); index < size && times[slot(index)]! <= to; index += 1) {
        points.push({ at: times[slot(index)]!, value: values[slot(index)]! });
      }
      return points;
    },
  };
}
