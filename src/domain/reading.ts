import type { Place } from './place.ts';

/** All values that one place sent for one moment. */
export interface Reading {
  place: Place;
  /** Milliseconds since 1970. */
  at: number;
  values: Map<string, number>;
}

/** Readings in time order, which may be kept in any form: an array is one. */
export interface ReadingList extends Iterable<Reading> {
  readonly length: number;
  /** The reading at this place of the list, from its end for a negative one. */
  at(index: number): Reading | undefined;
}
