import { createLegStream, type LegEstimate } from './leg-stream.ts';
import { chanceOverNext, createMeasuringRhythm } from './measuring-rhythm.ts';
import type { RouteCandidate } from './route-costs.ts';

/** The long mean forgets what lies more measurements back. */
const longMemory = 40;

/** The last slice is expected to come again: the one-line rule that anything else must beat. */
export const lastSlice: RouteCandidate = {
  name: 'last slice',
  knowsRhythm: false,
  learn: ({ nodes, values }) => {
    let last = values.at(-1)!;
    return createLegStream(nodes, {
      observe: (slice) => {
        last = slice;
      },
      estimate: (_horizon, legs) => legs.set(last),
    });
  },
};

/** An exponentially weighted mean of each leg; `share` is the weight of the newest slice. */
export function createEwma(share: number): RouteCandidate {
  return {
    name: `EWMA ${share}`,
    knowsRhythm: false,
    learn: ({ nodes, values }) => {
      const mean = Float64Array.from(values[0]!);
      const observe = (slice: Float32Array) => {
        for (let leg = 0; leg < mean.length; leg++) mean[leg]! += share * (slice[leg]! - mean[leg]!);
      };
      for (const slice of values.slice(1)) observe(slice);
      return createLegStream(nodes, { observe, estimate: (_horizon, legs) => legs.set(mean) });
    },
  };
}

/**
 * The last value of each leg, drawn towards its long mean: `keep` of the last one stays. With the rhythm, a value counts in full until its node is
 * likely to measure anew, and only what comes after that is drawn. The mean is over measurements, not over slices.
 */
export function createShrinkage(keep: number, { knowsRhythm }: { knowsRhythm: boolean }): RouteCandidate {
  return {
    name: `shrinkage ${keep}${knowsRhythm ? ' with rhythm' : ''}`,
    knowsRhythm,
    learn: ({ nodes, values }) => {
      const legs = followLevels(nodes, keep, knowsRhythm);
      for (const slice of values) legs.observe(slice);
      return createLegStream(nodes, legs);
    },
  };
}

function followLevels(nodes: number, keep: number, knowsRhythm: boolean): LegEstimate {
  const rhythm = createMeasuringRhythm(nodes);
  const mean = new Float64Array(nodes * nodes).fill(Number.NaN);
  const measured = new Float64Array(nodes);
  let last: Float32Array = new Float32Array(nodes * nodes).fill(Number.NaN);

  function takeRow(node: number, slice: Float32Array): void {
    measured[node]! += 1;
    const weight = 1 / Math.min(longMemory, measured[node]!);
    for (let leg = node * nodes; leg < (node + 1) * nodes; leg++)
      mean[leg] = Number.isNaN(mean[leg]!) ? slice[leg]! : mean[leg]! + weight * (slice[leg]! - mean[leg]!);
  }

  return {
    observe: (slice) => {
      const fresh = rhythm.observe(slice);
      for (let node = 0; node < nodes; node++) if (fresh[node] || !knowsRhythm) takeRow(node, slice);
      last = slice;
    },
    estimate: (horizon, legs) => {
      for (let node = 0; node < nodes; node++) {
        const anew = knowsRhythm ? chanceOverNext(rhythm, node, horizon) : 1;
        const ofLast = 1 - anew * (1 - keep);
        for (let leg = node * nodes; leg < (node + 1) * nodes; leg++)
          legs[leg] = ofLast * last[leg]! + (1 - ofLast) * mean[leg]!;
      }
    },
  };
}
