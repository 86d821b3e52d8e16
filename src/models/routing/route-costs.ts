import type { LatencySlices, SitePair } from './latency-slices.ts';

/** Stands for no relay: the traffic goes the direct way. */
export const directRoute = -1;

/** What is expected of every route of a pair. Fed slice by slice; it never sees a slice before it is asked about it. */
export interface RouteStream {
  /** Takes the slice that has just ended: latency of every ordered pair in ms, NaN for what is unknown. */
  observe(slice: Float32Array): void;
  /**
   * Writes what each route of the pair will cost in ms, as the mean over the next `horizon` slices (at least 1): `out[r]` through node r, `out[nodes]`
   * direct. A route that is not known is infinite.
   */
  costs(pair: SitePair, horizon: number, out: Float64Array): void;
}

/** One way to judge routes. */
export interface RouteCandidate {
  /** As people read it: `shrinkage 0.35`. */
  name: string;
  /** True for one that uses how often a node is measured again. */
  knowsRhythm: boolean;
  /** Learns from the history, in which nothing is missing that was ever measured, and stands at its end. */
  learn(history: LatencySlices, pairs: readonly SitePair[]): RouteStream;
}

/** What a route costs in one slice, in ms; NaN when a part of it is unknown. */
export function routeCost(slice: Float32Array, nodes: number, { src, dst }: SitePair, relay: number): number {
  if (relay === directRoute) return slice[src * nodes + dst]!;
  return slice[src * nodes + relay]! + slice[relay * nodes + dst]!;
}

/** Costs of all routes of a pair from the expected latency of each leg. */
export function costsOfLegs(
  legs: Float64Array | Float32Array,
  nodes: number,
  { src, dst }: SitePair,
  out: Float64Array,
): void {
  for (let relay = 0; relay < nodes; relay++) {
    const cost = relay === src || relay === dst ? Number.NaN : legs[src * nodes + relay]! + legs[relay * nodes + dst]!;
    out[relay] = Number.isNaN(cost) ? Number.POSITIVE_INFINITY : cost;
  }
  const direct = legs[src * nodes + dst]!;
  out[nodes] = Number.isNaN(direct) ? Number.POSITIVE_INFINITY : direct;
}

/** The cheapest route; direct where a relay is not better, or nothing is known. */
export function cheapestRoute(costs: Float64Array, nodes: number): number {
  let best = directRoute;
  let least = costs[nodes]!;
  for (let relay = 0; relay < nodes; relay++) {
    if (costs[relay]! >= least) continue;
    best = relay;
    least = costs[relay]!;
  }
  return best;
}

/** The cost of a route in what {@link RouteStream.costs} wrote. */
export const costOf = (costs: Float64Array, nodes: number, route: number): number =>
  costs[route === directRoute ? nodes : route]!;
