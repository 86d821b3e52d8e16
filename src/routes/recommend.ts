import { linkAt, type Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { formatPlace } from '../domain/place.ts';
import { formatNumber, formatPercent } from '../foundation/number-words.ts';
import { changeCost } from '../network/paths/path-graph.ts';
import { demandsOf, type WhatIf, whatIf } from '../network/paths/what-if.ts';
import { congestedBy, describeWhatIf } from '../network/paths/what-if-words.ts';
import { fewestDecisions, fewestSlices, type JudgedWays, judgeWays } from './judge-ways.ts';
import type { KnownCost } from './known-costs.ts';
import { latencyEnd, type SeenNetwork, seeNetwork } from './network-now.ts';
import { readPast, sliceMinutes, slicePast, type WeightedPlaces } from './past-latencies.ts';
import type { Recommendation, RouteChange, RouteWay } from './recommendation.ts';
import { findWayChanges, isShared, linksBetween, linksThere, type Way, type WayChange, wayOf } from './ways.ts';

/** A gain of less than this share of the latency is not worth a change of the network. */
const leastGainShare = 0.02;

export interface RecommendDeps {
  topology: Topology;
  metrics: MetricReader;
  history: HistoryReader;
}

export interface Pair {
  from: string;
  to: string;
}

/** What a recommendation was made of, for whoever writes a plan of it. */
export interface Reasoned {
  recommendation: Recommendation;
  seen: SeenNetwork;
  /** The way that is recommended. */
  way: Way | null;
}

type Told = Partial<Recommendation> & Pick<Recommendation, 'verdict' | 'reason'>;

/**
 * Compares the way that a pair takes with each other way that a change of one link's cost would bring, by what the past says. `known` are the costs at
 * all ends; `now` is milliseconds since 1970. Nothing is tried out: what was not chosen is measured too.
 */
export async function recommend(
  deps: RecommendDeps,
  { from, to }: Pair,
  known: readonly KnownCost[],
  now: number,
): Promise<Reasoned> {
  const { topology, metrics } = deps;
  const seen = seeNetwork(topology, known, metrics, now);
  const between = linksBetween(topology, from, to);
  const unknown = seen.unknown.filter(({ link }) => between.has(link));
  const shown = {
    ...{ from, to, at: now, costsReadAt: oldestOf(known), now: null, change: null, gain: null, judge: null },
    ...{ slices: 0, changesAWeek: 0, refused: [], unused: seen.unused },
    unknown: seen.unknown.map(({ link, end, why }) => `the OSPF cost of ${link} at ${formatPlace(end)} (${why})`),
  };
  const tell = (told: Told, way: Way | null = null): Reasoned => ({ seen, way, recommendation: { ...shown, ...told } });
  const { graph } = seen.now;
  const wayNow = wayOf(graph, from, to);
  const toldNow = wayNow && { now: describeWay(seen, wayNow, { from, to }) };
  if (unknown.length > 0) {
    const links = [...new Set(unknown.map(({ link }) => link))].join(', ');
    const reason = `The way depends on the OSPF cost of ${links}, which could not be read`;
    return tell({ ...toldNow, verdict: 'unknown', reason });
  }
  if (!wayNow) return tell({ verdict: 'no-way', reason: `OSPF has no way between ${from} and ${to}` });
  const network = { ...seen.now, demands: demandsOf(seen.now) };
  const changes = findWayChanges(graph, from, to).map((change) => ({ change, ahead: whatIf(network, change) }));
  if (changes.length === 0)
    return tell({ ...toldNow, verdict: 'stay', reason: 'No change of one cost brings another way' });
  const full = changes.filter(({ ahead }) => congestedBy(ahead).length > 0);
  const refused = full.map(({ change, ahead }) => refuseFull(seen, change, ahead, { from, to }));
  const open = changes.filter((each) => !full.includes(each));
  if (open.length === 0)
    return tell({ ...toldNow, refused, verdict: 'stay', reason: 'Every other way would be congested' });

  const ways = [wayNow, ...open.map(({ change }) => change.way)].map((way) => placesOf(deps, seen, way, now));
  const past = await readPast(
    deps.history,
    ways.flat().map(({ place }) => place),
    now,
  );
  if ('reason' in past)
    return tell({ ...toldNow, refused, verdict: 'stay', reason: `The past can't be asked: ${past.reason}` });
  const judged = judgeWays(slicePast(past, ways));
  const told = {
    ...toldNow,
    refused,
    judge: judged.candidate,
    slices: judged.slices,
    changesAWeek: judged.changesAWeek,
  };
  const stay = whyStay(judged, toldNow!.now.latencyMs);
  if (stay !== null) return tell({ ...told, gain: judged.gain, verdict: 'stay', reason: stay });
  const { change, ahead } = open[judged.best - 1]!;
  return tell(
    {
      ...told,
      gain: judged.gain,
      change: describeChange(topology, seen, change, ahead, { from, to }),
      verdict: 'change',
      reason: '',
    },
    change.way,
  );
}

/** Places whose latencies, each by its share, add up to the round trip of a way: each direction takes half of a link's. */
export function placesOf(
  { topology, metrics }: Pick<RecommendDeps, 'topology' | 'metrics'>,
  seen: SeenNetwork,
  way: Way,
  now: number,
): WeightedPlaces {
  return seen.now.graph.edges.flatMap((edge, i) => {
    const share = (way.there[i]! + way.back[i]!) / 2;
    return share === 0 ? [] : [{ place: latencyEnd(topology, metrics, edge, now), share }];
  });
}

/** Why nothing is to be changed, or null. */
function whyStay({ candidate, slices, best, gain, decisions }: JudgedWays, latencyMs: number | null): string | null {
  if (slices < fewestSlices)
    return `The past holds ${slices} spans of ${sliceMinutes} minutes in which this way was measured, and ${fewestSlices} are needed`;
  if (candidate === null || best === 0) return 'By what the past says, no other way is better';
  if (!gain)
    return `Another way looks better, but only ${decisions} earlier decisions were like this one, and ${fewestDecisions} are needed to say what it would gain`;
  const least = leastGainShare * (latencyMs ?? 0);
  if (gain.low <= 0) return `Another way looks better, but what it would gain may be nothing: ${spread(gain)}`;
  return gain.median < least
    ? `Another way would gain less than ${formatPercent(leastGainShare)} of the latency: ${spread(gain)}`
    : null;
}

/** `between 1.2 and 2.4 ms`, or one number where both read the same. */
export function spread({ low, high }: { low: number; high: number }): string {
  const [least, most] = [formatNumber(low), formatNumber(high)];
  return least === most ? `${least} ms` : `between ${least} and ${most} ms`;
}

function describeWay({ now }: SeenNetwork, way: Way, { from }: Pair, ahead?: WhatIf): RouteWay {
  const { graph, throughputMbps, roundTripMs } = now;
  const loads = graph.edges.flatMap(({ link, capacityMbps }, i) => {
    if (way.there[i] === 0 && way.back[i] === 0) return [];
    const mbps = ahead ? ahead.edges[i]!.afterMbps : throughputMbps[i]!;
    return [{ link, share: mbps === null || !capacityMbps ? null : mbps / capacityMbps }];
  });
  const isKnown = (load: (typeof loads)[number]): load is { link: string; share: number } => load.share !== null;
  const latencies = graph.edges.map((_, i) => (way.there[i]! + way.back[i]! === 0 ? 0 : roundTripMs[i]));
  const latencyMs = latencies.some((ms) => ms === null)
    ? null
    : latencies.reduce((sum: number, ms, i) => sum + ((way.there[i]! + way.back[i]!) / 2) * ms!, 0);
  return {
    ...{ links: linksThere(graph, way, from), shared: isShared(way), latencyMs },
    fullest: loads.every(isKnown) ? loads.filter(isKnown).sort((a, b) => b.share - a.share)[0]! : null,
  };
}

function describeChange(
  topology: Topology,
  seen: SeenNetwork,
  change: WayChange,
  ahead: WhatIf,
  pair: Pair,
): RouteChange {
  const { link, cost, way } = change;
  const edges = seen.now.graph.edges.filter((edge) => edge.link === link);
  const { device, interface: port } = linkAt(topology, edges[0]!.from)!.a;
  return {
    ...{ link, cost, end: { device, interface: port }, costsNow: edges.map((edge) => edge.cost) },
    way: describeWay(
      { ...seen, now: { ...seen.now, graph: changeCost(seen.now.graph, link, cost) } },
      way,
      pair,
      ahead,
    ),
    moves: describeWhatIf(ahead),
  };
}

/** `The way over L2, L3 is refused: it would fill L3 to 94 %`. */
function refuseFull(seen: SeenNetwork, { way }: WayChange, ahead: WhatIf, { from }: Pair): string {
  const links = linksThere(seen.now.graph, way, from).join(', ');
  return `The way over ${links} is refused: it would fill ${fillWords(ahead)}`;
}

/** `L3 to 94 %, and L5 to 91 %`: the links that a change would congest. */
export function fillWords(ahead: WhatIf): string {
  const parts = congestedBy(ahead).map((link) => {
    const shares = ahead.edges.filter((edge) => edge.link === link).map(({ afterShare }) => afterShare ?? 0);
    return `${link} to ${formatPercent(Math.max(...shares))}`;
  });
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}`;
}

const oldestOf = (known: readonly KnownCost[]): number | null =>
  known.length === 0 ? null : Math.min(...known.map(({ at }) => at));
