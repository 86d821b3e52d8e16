import { canonicalMetrics, isCanonicalMetric } from '../domain/sample.ts';
import type { PlaceState } from './place-states.ts';

/** Deviation in the bad direction; a fall of latency or a shift of traffic alone is no trouble. */
export function badness(metric: string, deviation: number): number {
  if (Number.isNaN(deviation)) return 0;
  const worse = isCanonicalMetric(metric) ? canonicalMetrics[metric].worse : 'foreign';
  if (worse === 'up') return Math.max(0, deviation);
  if (worse === 'down') return Math.max(0, -deviation);
  return worse === 'foreign' ? Math.abs(deviation) : 0;
}

/**
 * The worst metric: what it is now, as far as the reading before or the rolling mean bears it out, so that neither one spike nor what is left
 * of it in the window counts.
 */
export function levelOf(state: PlaceState, metrics: readonly string[]): number {
  let worst = 0;
  for (const metric of metrics) {
    const borneOut = Math.max(badness(metric, state.mean(metric)), badness(metric, state.before(metric)));
    worst = Math.max(worst, Math.min(badness(metric, state.now(metric)), borneOut));
  }
  return worst;
}

/**
 * Writes how far each metric is from usual in the bad direction now, in deviations, in the order of `metrics`; NaN where it is missing. Returns
 * `out`.
 */
export function writeBadness(state: PlaceState, metrics: readonly string[], out: Float64Array): Float64Array {
  for (let f = 0; f < metrics.length; f++) {
    const deviation = state.deviations[f]!;
    out[f] = Number.isNaN(deviation) ? Number.NaN : badness(metrics[f]!, deviation);
  }
  return out;
}
