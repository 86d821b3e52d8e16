import { changeCost, type PathGraph, sharesOf } from './path-graph.ts';
import { type Demand, estimateDemands } from './traffic-demands.ts';

/** What is known of the network now. Arrays are in the order of the graph's edges; null where nothing was measured. */
export interface NetworkNow {
  graph: PathGraph;
  /** The devices that send and receive. */
  ends: readonly string[];
  throughputMbps: readonly (number | null)[];
  /** There and back over the link of each edge, in ms. */
  roundTripMs: readonly (number | null)[];
  /** Demands that were estimated under other routes, where there are some. */
  earlier?: readonly Demand[];
  /** The demands that explain what is measured, where they are estimated already: several changes are reckoned from the same. */
  demands?: readonly Demand[];
}

/** One direction of a link before and after a change, null where it is not measured. Share is of the capacity, null where that is not known. */
export interface EdgeChange {
  link: string;
  from: string;
  to: string;
  beforeMbps: number | null;
  afterMbps: number | null;
  afterShare: number | null;
}

/** What a change of cost is expected to do. */
export interface WhatIf {
  edges: EdgeChange[];
  /** The demands that explain what was measured. */
  demands: readonly Demand[];
  /** Pairs of ends, by their sum of cost, that would share their traffic over several ways. Routers may share it out unevenly. */
  shared: { from: string; to: string }[];
  /** Pairs of ends that would have no way. */
  cutOff: { from: string; to: string }[];
  /** There and back between two devices in ms, now and after the change; null where a part is not known. */
  latencyMs(from: string, to: string): { before: number | null; after: number | null };
}

/** Reckons loads and latencies after the cost of a link is changed at both ends. Queues that a load brings are not part of it. */
export function whatIf(now: NetworkNow, change: { link: string; cost: number }): WhatIf {
  const after = changeCost(now.graph, change.link, change.cost);
  const demands = now.demands ?? demandsOf(now);
  const moved = new Float64Array(now.graph.edges.length);
  for (const { from, to, mbps } of demands) {
    const [old, fresh] = [sharesOf(now.graph, from, to), sharesOf(after, from, to)];
    if (!old || !fresh) continue;
    for (let edge = 0; edge < moved.length; edge++) moved[edge]! += mbps * (fresh[edge]! - old[edge]!);
  }
  const pairs = now.ends.flatMap((from) => now.ends.filter((to) => to !== from).map((to) => ({ from, to })));
  const shares = pairs.map((pair) => ({ pair, carried: sharesOf(after, pair.from, pair.to) }));
  return {
    demands,
    // What was measured already holds what the demands do not explain.
    edges: now.graph.edges.map(({ link, from, to, capacityMbps }, edge) => {
      const beforeMbps = now.throughputMbps[edge] ?? null;
      const afterMbps = beforeMbps === null ? null : Math.max(0, beforeMbps + moved[edge]!);
      const afterShare = capacityMbps && afterMbps !== null ? afterMbps / capacityMbps : null;
      return { link, from: from.device, to, beforeMbps, afterMbps, afterShare };
    }),
    shared: shares.filter(({ carried }) => carried?.some((share) => share > 0 && share < 1)).map(({ pair }) => pair),
    cutOff: shares.filter(({ carried }) => carried === null).map(({ pair }) => pair),
    latencyMs: (from, to) => ({
      before: roundTrip(now.graph, now.roundTripMs, from, to),
      after: roundTrip(after, now.roundTripMs, from, to),
    }),
  };
}

/** The demands between the ends that explain what is measured now. */
export function demandsOf({ graph, ends, throughputMbps, earlier }: NetworkNow): Demand[] {
  return estimateDemands(graph, ends, throughputMbps, earlier);
}

/** Each way takes half of a link's round trip. Over ways of equal cost it is the mean. */
function roundTrip(graph: PathGraph, roundTripMs: readonly (number | null)[], from: string, to: string): number | null {
  const ways = [sharesOf(graph, from, to), sharesOf(graph, to, from)];
  let sum = 0;
  for (const carried of ways) {
    if (!carried) return null;
    for (const [edge, share] of carried.entries()) {
      if (share === 0) continue;
      const trip = roundTripMs[edge];
      if (trip === null || trip === undefined) return null;
      sum += (share * trip) / 2;
    }
  }
  return sum;
}
