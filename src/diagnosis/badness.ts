import { worseWay } from '../domain/sample.ts';
import type { PlaceState } from './place-state.ts';

/** Deviation in the bad direction; a fall of latency or a shift of traffic alone is no trouble. */
export function badness(metric: string, deviation: number): number {
  if (Number.isNaN(deviation)) return 0;
  const worse = worseWay(metric);
  if (worse === 'up') return Math.max(0, deviation);
  if (worse === 'down') return Math.max(0, -deviation);
  return worse === 'foreign' ? Math.abs(deviation) : 0;
}

/**
 * How bad a metric is now, in deviations, as far as the reading before or the rolling mean bears it out: neither one spike nor what is left of it in
 * the window counts. 0 where it is missing.
 */
export function borneOut(state: PlaceState, metric: string): number {
  const before = Math.max(badness(metric, state.mean(metric)), badness(metric, state.before(metric)));
  return Math.min(badness(metric, state.now(metric)), before);
}

/** Writes how bad each metric is, in the order of `metrics`; NaN where it is missing. Returns `out`. */
export function writeBadness(state: PlaceState, metrics: readonly string[], out: Float64Array): Float64Array {
  for (let f = 0; f < metrics.length; f++) {
    out[f] = Number.isNaN(state.now(metrics[f]!)) ? Number.NaN : borneOut(state, metrics[f]!);
  }
  return out;
}
