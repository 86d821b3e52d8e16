import { type PathGraph, sharesOf } from './path-graph.ts';

/** What two devices send each other, one way. */
export interface Demand {
  from: string;
  to: string;
  mbps: number;
}

const rounds = 400;
/** A demand begins with so much, so that it can grow, in Mbit/s. */
const leastStartMbps = 0.01;
/** Below this a demand carries nothing, in Mbit/s. */
const leastMbps = 0.001;

/**
 * The demands between devices that the measured throughput of the links is best explained by. There are more pairs of devices than links, so of all
 * demands that fit the most even ones are taken: iterative scaling from equal demands (Kruithof 1937; as the entropy model of Zhang et al. 2003).
 *
 * @param ends the devices that send and receive; others only pass traffic on
 * @param measured Mbit/s of each edge of the graph, in its order; null where it is not known
 * @param earlier demands that were estimated under other routes: what the links leave open stays as it was then
 */
export function estimateDemands(
  graph: PathGraph,
  ends: readonly string[],
  measured: readonly (number | null)[],
  earlier: readonly Demand[] = [],
): Demand[] {
  const before = new Map(earlier.map(({ from, to, mbps }) => [`${from}>${to}`, mbps]));
  const pairs = ends.flatMap((from) =>
    ends.flatMap((to) => {
      const shares = from === to ? null : sharesOf(graph, from, to);
      const mbps = Math.max(leastStartMbps, before.get(`${from}>${to}`) ?? (earlier.length > 0 ? 0 : 1));
      return shares ? [{ from, to, shares, mbps }] : [];
    }),
  );
  const known = [...measured.entries()].filter((entry): entry is [number, number] => entry[1] !== null);
  for (let round = 0; round < rounds; round++)
    for (const [edge, mbps] of known) {
      const carried = pairs.reduce((sum, pair) => sum + pair.mbps * pair.shares[edge]!, 0);
      if (carried <= 0) continue;
      const scale = Math.max(0, mbps) / carried;
      for (const pair of pairs) if (pair.shares[edge]! > 0) pair.mbps *= scale ** pair.shares[edge]!;
    }
  return pairs.filter(({ mbps }) => mbps >= leastMbps).map(({ from, to, mbps }) => ({ from, to, mbps }));
}
