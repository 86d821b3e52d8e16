import type { Place } from '../../src/domain/place.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { startAt } from './simulated.ts';

/** One metric at one place that sends in a steady rhythm. */
export function createSteadySeries(place: Place, metric: string, everyMs = 1000, from = startAt) {
  let at = from;
  return {
    next(value: number): Sample[] {
      at += everyMs;
      return [{ at, ...place, metric, value }];
    },
  };
}
