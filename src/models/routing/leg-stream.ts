import { costsOfLegs, type RouteStream } from './route-costs.ts';

/** Expected latency of every leg: `legs[src * nodes + dst]`, the mean over the next `horizon` slices in ms. */
export interface LegEstimate {
  observe(slice: Float32Array): void;
  estimate(horizon: number, legs: Float64Array): void;
}

/** Judges a route by the sum of its legs. What is expected of the legs is reckoned once per slice and horizon, whatever the number of pairs. */
export function createLegStream(nodes: number, estimate: LegEstimate): RouteStream {
  const reckoned = new Map<number, Float64Array>();
  const spare: Float64Array[] = [];
  return {
    observe: (slice) => {
      spare.push(...reckoned.values());
      reckoned.clear();
      estimate.observe(slice);
    },
    costs: (pair, horizon, out) => {
      let legs = reckoned.get(horizon);
      if (!legs) {
        legs = spare.pop() ?? new Float64Array(nodes * nodes);
        estimate.estimate(horizon, legs);
        reckoned.set(horizon, legs);
      }
      costsOfLegs(legs, nodes, pair, out);
    },
  };
}
