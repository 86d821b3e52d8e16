import { loadNetworkSpec, type NetworkSpec } from '../../demo/network/spec.ts';
import { ospfCost } from '../../demo/network/world/device-config.ts';
import { tripBetween, type WorldView } from '../../demo/network/world/measure.ts';
import { createWorld, type World } from '../../demo/network/world/world.ts';
import type { Topology } from '../../src/domain/device.ts';
import { median } from '../../src/foundation/median.ts';
import { createRandom, type Random, randomInt } from '../../src/models/random.ts';
import { buildPathGraph, type PathGraph } from '../../src/network/paths/path-graph.ts';
import type { Demand } from '../../src/network/paths/traffic-demands.ts';
import { whatIf } from '../../src/network/paths/what-if.ts';

/** What was foreseen of one change of cost, and what was seen afterwards. */
export interface JudgedChange {
  link: string;
  cost: number;
  /** Sum of the absolute errors over the sum of the seen loads, over all directions of links. */
  loadError: number;
  /** The same for the guess that nothing changes. */
  unchangedError: number;
  /**
   * The same when it is foreseen from what is measured in that minute in a network without the change, so that bursts and waves of demand, which no
   * change brings, are no error.
   */
  momentError: number;
  /** The mean over all pairs of ends of the relative error of the round trip. */
  latencyError: number;
  /** Whether ways of equal cost share traffic afterwards; the simulated routers keep a flow on one of them. */
  shared: boolean;
}

/** Means and worst of the errors. */
export interface ChangeErrors {
  changes: number;
  loadError: number;
  worstLoadError: number;
  unchangedError: number;
  momentError: number;
  worstMomentError: number;
  latencyError: number;
  worstLatencyError: number;
}

/** Null where there is none to judge. */
export function sumUpChanges(judged: readonly JudgedChange[]): ChangeErrors | null {
  if (judged.length === 0) return null;
  const mean = (of: (one: JudgedChange) => number) => sum(judged, of) / judged.length;
  return {
    changes: judged.length,
    loadError: mean((one) => one.loadError),
    worstLoadError: Math.max(...judged.map((one) => one.loadError)),
    unchangedError: mean((one) => one.unchangedError),
    momentError: mean((one) => one.momentError),
    worstMomentError: Math.max(...judged.map((one) => one.momentError)),
    latencyError: mean((one) => one.latencyError),
    worstLatencyError: Math.max(...judged.map((one) => one.latencyError)),
  };
}

export interface ChangeRun {
  changes: number;
  seed: number;
  /** What is seen is a median over so many seconds. */
  seconds: number;
}

const startMs = Date.UTC(2026, 0, 5);
const highestCost = 60;

/** Changes costs of links between routers and switches one after the other, each from where the last one left the network. */
export function judgeSimulatedChanges({ changes, seed, seconds }: ChangeRun): JudgedChange[] {
  const spec = loadNetworkSpec();
  // Traffic and noise follow from the seed and not from the ways, so the two differ by the last change alone.
  const [world, unchanged] = [createWorld(spec, seed), createWorld(spec, seed)];
  const random = createRandom(seed);
  let now = startMs;
  for (const one of [world, unchanged]) one.reconverge(now);
  const ends = Object.keys(spec.devices).filter((name) => spec.devices[name]!.role !== 'switch');
  const candidates = spec.links.filter(({ a, b }) =>
    [a, b].every((end) => spec.devices[end.device]!.role !== 'wireless'),
  );
  let earlier: Demand[] = [];
  return Array.from({ length: changes }, () => {
    const link = candidates[randomInt(random, candidates.length)]!;
    const graph = readGraph(spec, world);
    const cost = drawCost(random, graph, link.name);
    const change = { link: link.name, cost };
    const span = () => {
      const from = now;
      now += seconds * 1000;
      return { from, to: now };
    };
    const apply = (to: World) => {
      for (const end of [link.a, link.b])
        to.devices.get(end.device)!.config.interfaces[end.interface]!.ospf!.cost = cost;
      to.reconverge(now);
    };
    const first = span();
    const before = observe(world, first, graph, ends);
    observe(unchanged, first, graph, ends);
    const expected = whatIf({ graph, ends, earlier, ...before }, change);
    apply(world);
    const second = span();
    const after = observe(world, second, graph, ends);
    const moment = whatIf({ graph, ends, earlier, ...observe(unchanged, second, graph, ends) }, change);
    apply(unchanged);
    earlier = expected.demands;
    const error = (loads: readonly (number | null)[]) =>
      sum(after.throughputMbps, (seen, i) => Math.abs(seen - loads[i]!)) / sum(after.throughputMbps, (seen) => seen);
    const trips = [...after.trips].map(([pair, seen]) => {
      const [from, to] = pair.split('>') as [string, string];
      return Math.abs(expected.latencyMs(from, to).after! - seen) / seen;
    });
    return {
      ...{ link: link.name, cost, shared: expected.shared.length > 0 },
      loadError: error(expected.edges.map(({ afterMbps }) => afterMbps)),
      unchangedError: error(before.throughputMbps),
      momentError: error(moment.edges.map(({ afterMbps }) => afterMbps)),
      latencyError: sum(trips, (one) => one) / trips.length,
    };
  });
}

/** Another cost than the one in use. */
function drawCost(random: Random, { edges }: PathGraph, link: string): number {
  const now = edges.find((edge) => edge.link === link)!.cost;
  const drawn = 1 + randomInt(random, highestCost - 1);
  return drawn >= now ? drawn + 1 : drawn;
}

function readGraph(spec: NetworkSpec, world: World): PathGraph {
  const topology: Topology = {
    devices: Object.entries(spec.devices).map(([name, { platform, role, site, tags }]) => ({
      ...{ name, platform, role, site, tags, management: null, interfaces: {} },
    })),
    links: spec.links.map(({ name, a, b, capacityMbps }) => ({ name, a, b, capacityMbps })),
  };
  return buildPathGraph(topology, ({ device, interface: name }) => {
    const state = world.devices.get(device)!;
    return ospfCost(state.config.interfaces[name]!, state.hardware.get(name));
  });
}

/**
 * Medians over the seconds of a span: throughput and round trip of each edge, and the round trip between ends. Medians, because a burst of half a minute
 * on one link is no effect of a change.
 */
function observe(
  world: World,
  { from: begin, to: end }: { from: number; to: number },
  { edges }: PathGraph,
  ends: readonly string[],
) {
  const throughputs: number[][] = edges.map(() => []);
  const roundTrips: number[][] = edges.map(() => []);
  const trips = new Map<string, number[]>();
  for (let now = begin + 1000; now <= end; now += 1000) {
    const { devices } = world.step(now);
    for (const [i, { from }] of edges.entries()) {
      const { interfaces } = devices.find(({ device }) => device === from.device)!;
      const port = interfaces.find((one) => one.interface === from.interface)!;
      throughputs[i]!.push(port.throughputMbps);
      roundTrips[i]!.push(port.latencyMs ?? Number.NaN);
    }
    for (const from of ends)
      for (const to of ends.filter((end) => end > from)) {
        const key = `${from}>${to}`;
        trips.set(key, [...(trips.get(key) ?? []), tripMs(world, from, to)]);
      }
  }
  return {
    throughputMbps: throughputs.map((values) => median(values)!),
    roundTripMs: roundTrips.map(median),
    trips: new Map([...trips].map(([pair, values]) => [pair, median(values)!])),
  };
}

/** The round trip as the packets of this second had it. */
function tripMs({ spec, devices, links, path }: World, from: string, to: string): number {
  const view: WorldView = { spec, devices, links, path, tripBetween: (a, b) => tripBetween(view, a, b) };
  return tripBetween(view, from, to)?.rttMs ?? Number.NaN;
}

const sum = <T>(values: readonly T[], of: (value: T, index: number) => number) =>
  values.reduce((total, value, i) => total + of(value, i), 0);
