import type { Place } from './place.ts';

/** All values that one place sent for one moment. */
export interface Reading {
  place: Place;
  /** Milliseconds since 1970. */
  at: number;
  values: Map<string, number>;
}
