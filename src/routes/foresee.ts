import type { Place } from '../domain/place.ts';
import { changeCost } from '../network/paths/path-graph.ts';
import { whatIf } from '../network/paths/what-if.ts';
import { congestedBy, congestedShare } from '../network/paths/what-if-words.ts';
import { type CostsRead, costsByDevice, type KnownCost } from './known-costs.ts';
import { sendingPlace } from './network-now.ts';
import type { WeightedPlaces } from './past-latencies.ts';
import { fillWords, type Pair, placesOf, type RecommendDeps, recommend } from './recommend.ts';
import { isShared, linksBetween, sameWay, wayOf } from './ways.ts';

/** What a plan for another route can promise. */
export interface Foreseen {
  /** Latencies at these places, each by its share, add up to the round trip of the pair after the change. */
  parts: WeightedPlaces;
  /** The round trip now, in ms, and what it is expected to lose; both above 0. */
  beforeMs: number;
  gain: { low: number; high: number };
  /** No direction of a link of the new way may carry more, in Mbit/s. A link whose load or capacity is not known has none. */
  ceilings: { place: Place; metric: string; most: number }[];
  basis: CostsRead;
}

/** Whether this change is the way that is recommended, and what it promises. Any cost that brings the same way without a tie will do. */
export async function foresee(
  deps: RecommendDeps,
  { link, cost, ...pair }: Pair & { link: string; cost: number },
  known: readonly KnownCost[],
  now: number,
): Promise<Foreseen | { reason: string }> {
  const { recommendation, seen, way } = await recommend(deps, pair, known, now);
  if (!way || !recommendation.gain) return { reason: recommendation.reason };
  const { topology, metrics } = deps;
  const changed = wayOf(changeCost(seen.now.graph, link, cost), pair.from, pair.to);
  if (changed && isShared(changed))
    return { reason: `With a cost of ${cost}, ways of equal cost would share the traffic` };
  if (!changed || !sameWay(changed, way))
    return { reason: `With a cost of ${cost} at ${link}, the traffic does not take the way that is recommended` };
  const ahead = whatIf(seen.now, { link, cost });
  if (congestedBy(ahead).length > 0) return { reason: `It would fill ${fillWords(ahead)}` };
  const beforeMs = recommendation.now?.latencyMs;
  if (beforeMs === null || beforeMs === undefined) return { reason: 'The latency of the way now is not measured' };
  if (recommendation.change!.way.latencyMs === null)
    return { reason: 'The latency of the way that is recommended is not measured' };
  const ceilings = seen.now.graph.edges.flatMap((edge, i) => {
    if ((way.there[i] === 0 && way.back[i] === 0) || !edge.capacityMbps) return [];
    const sending = sendingPlace(topology, metrics, edge, now);
    return sending ? [{ ...sending, most: congestedShare * edge.capacityMbps }] : [];
  });
  return {
    ...{ parts: placesOf(deps, seen, way, now), beforeMs, gain: recommendation.gain, ceilings },
    basis: costsByDevice(topology, known, linksBetween(topology, pair.from, pair.to)),
  };
}
