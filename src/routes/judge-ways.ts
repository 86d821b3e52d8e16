import { bucketMs } from '../domain/history-reader.ts';
import { quantile } from '../models/quantile.ts';
import {
  carriedSlices,
  chooseRoutes,
  fewestSlices,
  routeBy,
  routeCandidates,
} from '../models/routing/choose-routes.ts';
import {
  cutSlices,
  fillGaps,
  type LatencySlices,
  pairMedians,
  type SitePair,
} from '../models/routing/latency-slices.ts';
import { cheapestRoute, directRoute, type RouteCandidate, routeCost } from '../models/routing/route-costs.ts';
import { sliceMs } from './past-latencies.ts';

/** The pair in the slices of {@link slicePast}. */
const pair: SitePair = { src: 0, dst: 1 };
/** A way is kept for so many slices at least, and a gain is the mean over them. */
const blockSlices = 3;
/** Gains are judged on what follows this share of the past. */
const learnedShare = 0.25;
/** Fewer decisions of the same kind say nothing about what the next one brings. */
export const fewestDecisions = 5;
const outerShares = { low: 0.1, high: 0.9 } as const;
/** Changes of a route per pair and 100 slices that the back-test may make: few are worth more than the last two points. */
const maxChanges = 2;
const weekSlices = (7 * bucketMs.day) / sliceMs;

/** What decisions for this way brought in the past, in ms of round trip. */
export interface PastGain {
  /** The .1 and the .9 quantile, and the median, of the means over blocks of 15 minutes. */
  low: number;
  median: number;
  high: number;
  decisions: number;
}

/** What the past says about the ways of a pair. */
export interface JudgedWays {
  /** Who judges, or null where nobody beats staying on the way now. */
  candidate: string | null;
  slices: number;
  /** The way that the candidate takes now: 0 is the way now. */
  best: number;
  /** Null for the way now, and where too few past decisions were for that way. */
  gain: PastGain | null;
  decisions: number;
  changesAWeek: number;
}

export { fewestSlices };

/** Chooses who judges by back-test, asks them which way is best now, and looks up what the same answer brought in the past. Never explores. */
export function judgeWays(past: LatencySlices): JudgedWays {
  const slices = past.values.length;
  const { candidate } = chooseRoutes(past, [pair], routeCandidates);
  if (!candidate) return { candidate: null, slices, best: 0, gain: null, decisions: 0, changesAWeek: 0 };
  const cut = Math.round(learnedShare * slices);
  const [learned, later] = [cutSlices(past, 0, cut), cutSlices(past, cut, slices)];
  const usual = pairMedians(past);
  const best = bestNow(candidate, fillGaps(past, usual, carriedSlices));
  const gains = best === 0 ? [] : gainsOf(candidate, learned, later, best);
  const [walked] = routeBy(candidate, learned, later, [pair], { maxChanges });
  return {
    ...{ candidate: candidate.name, slices, best, decisions: gains.length },
    gain: gains.length < fewestDecisions ? null : { ...spreadOf(gains), decisions: gains.length },
    changesAWeek: (walked!.changes / later.values.length) * weekSlices,
  };
}

/** A relay's node is its way's number and one. */
const wayOfRoute = (route: number) => (route === directRoute ? 0 : route - 1);

function bestNow(candidate: RouteCandidate, past: LatencySlices): number {
  const costs = new Float64Array(past.nodes + 1);
  candidate.learn(past, [pair]).costs(pair, blockSlices, costs);
  return wayOfRoute(cheapestRoute(costs, past.nodes));
}

/** The gain of each block at whose beginning the candidate would have chosen the same way, in which both ways were measured. */
function gainsOf(candidate: RouteCandidate, learned: LatencySlices, later: LatencySlices, best: number): number[] {
  const { nodes } = learned;
  const usual = pairMedians(learned);
  const stream = candidate.learn(fillGaps(learned, usual, carriedSlices), [pair]);
  const filled = fillGaps(later, usual, carriedSlices);
  const costs = new Float64Array(nodes + 1);
  const gains: number[] = [];
  for (let t = 0; t + blockSlices <= later.values.length; t += blockSlices) {
    stream.costs(pair, blockSlices, costs);
    if (wayOfRoute(cheapestRoute(costs, nodes)) === best) {
      // What was filled in is no gain that anybody measured.
      const block = later.values.slice(t, t + blockSlices);
      const measured = block
        .map((slice) => routeCost(slice, nodes, pair, directRoute) - routeCost(slice, nodes, pair, best + 1))
        .filter((gain) => !Number.isNaN(gain));
      if (measured.length > 0) gains.push(measured.reduce((sum, gain) => sum + gain, 0) / measured.length);
    }
    for (let i = 0; i < blockSlices; i++) stream.observe(filled.values[t + i]!);
  }
  return gains;
}

function spreadOf(gains: readonly number[]) {
  const of = (share: number) => quantile(Float64Array.from(gains), share);
  return { low: of(outerShares.low), median: of(0.5), high: of(outerShares.high) };
}
