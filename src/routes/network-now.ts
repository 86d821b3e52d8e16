import type { Topology } from '../domain/device.ts';
import { endedAt, type MetricReader } from '../domain/metric-reader.ts';
import { formatPlace, placeKey } from '../domain/place.ts';
import { median } from '../foundation/median.ts';
import { buildPathGraph, type PathEdge } from '../network/paths/path-graph.ts';
import type { NetworkNow } from '../network/paths/what-if.ts';
import type { KnownCost } from './known-costs.ts';
import type { LinkEnd } from './read-costs.ts';

/** What is seen is a median of this long, so that a burst of some seconds does not count. */
const presentMs = 60_000;

/** A link of which an end could not be read. Whether and how it carries traffic is not known. */
export interface UnknownLink {
  link: string;
  end: LinkEnd;
  why: string;
}

/** The network as it is known now, and what is not known of it. */
export interface SeenNetwork {
  now: NetworkNow;
  unknown: UnknownLink[];
  /** Links that OSPF does not use, in clauses: `L4: Router-A eth3 has no OSPF neighbour`. */
  unused: string[];
}

/**
 * Joins topology, costs and the newest telemetry. Throughput of ours: `throughput_out_mbps` is what an interface sends, `throughput_mbps` what it
 * receives, so where only the latter is measured the other end of the link tells. Capacity is that of the inventory.
 */
export function seeNetwork(
  topology: Topology,
  known: readonly KnownCost[],
  metrics: MetricReader,
  now: number,
): SeenNetwork {
  const at = new Map(known.map((one) => [placeKey(one.end), one.reading]));
  const readingOf = (end: LinkEnd) => at.get(placeKey(end)) ?? ({ state: 'unread', why: 'it was not read' } as const);
  const unknown: UnknownLink[] = [];
  const unused: string[] = [];
  for (const { name: link, a, b } of topology.links) {
    const ends = [a, b].map((end) => ({ end, reading: readingOf(end) }));
    const none = ends.find(({ reading }) => reading.state === 'none');
    // One end that does not use it is enough: what the other end would say changes nothing.
    if (none?.reading.state === 'none') unused.push(`${link}: ${formatPlace(none.end)}, ${none.reading.why}`);
    else
      for (const { end, reading } of ends)
        if (reading.state === 'unread') unknown.push({ link, end, why: reading.why });
  }
  const graph = buildPathGraph(topology, (end) => {
    const reading = readingOf(end);
    return reading.state === 'carries' ? reading.cost : null;
  });
  const present = (end: LinkEnd, metric: string) => presentMedian(metrics, end, metric, now);
  return {
    unknown,
    unused,
    now: {
      graph,
      ends: endsOfTraffic(topology),
      throughputMbps: graph.edges.map((edge) => {
        const sending = sendingPlace(topology, metrics, edge, now);
        return sending && present(sending.place, sending.metric);
      }),
      roundTripMs: graph.edges.map((edge) => present(latencyEnd(topology, metrics, edge, now), 'latency_ms')),
    },
  };
}

/** Switches pass traffic on; who else there is sends and receives it. All devices where that leaves no two. */
function endsOfTraffic({ devices }: Topology): string[] {
  const ends = devices.filter(({ role }) => role !== 'switch');
  return (ends.length < 2 ? devices : ends).map(({ name }) => name);
}

function presentMedian(metrics: MetricReader, end: LinkEnd, metric: string, now: number): number | null {
  const points = metrics.values(end, metric, now - presentMs, now);
  return endedAt(points, now) === null ? median(points.map(({ value }) => value)) : null;
}

function farEnd({ links }: Topology, { link, from }: PathEdge): LinkEnd {
  const { a, b } = links.find(({ name }) => name === link)!;
  return a.device === from.device && a.interface === from.interface ? b : a;
}

/** Where and as what the throughput of an edge is measured now; null where it is not. */
export function sendingPlace(
  topology: Topology,
  metrics: MetricReader,
  edge: PathEdge,
  now: number,
): { place: LinkEnd; metric: string } | null {
  const tried = [
    { place: edge.from, metric: 'throughput_out_mbps' },
    { place: farEnd(topology, edge), metric: 'throughput_mbps' },
  ];
  return tried.find(({ place, metric }) => presentMedian(metrics, place, metric, now) !== null) ?? null;
}

/** The end that measures the round trip over the link of an edge: its own, or the other one where only that does. */
export function latencyEnd(topology: Topology, metrics: MetricReader, edge: PathEdge, now: number): LinkEnd {
  const far = farEnd(topology, edge);
  const isHeard = (end: LinkEnd) => presentMedian(metrics, end, 'latency_ms', now) !== null;
  return !isHeard(edge.from) && isHeard(far) ? far : edge.from;
}
