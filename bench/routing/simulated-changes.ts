import { loadNetworkSpec, type NetworkSpec } from '../../demo/network/spec.ts';
import { ospfCost } from '../../demo/network/world/device-config.ts';
import { tripBetween, type WorldView } from '../../demo/network/world/measure.ts';
import { createWorld, type World } from '../../demo/network/world/world.ts';
import type { Topology } from '../../src/domain/device.ts';
import { median } from '../../src/foundation/median.ts';
import { createRandom } from '../../src/models/random.ts';
import { buildPathGraph, type PathGraph } from '../../src/network/paths/path-graph.ts';
import type { Demand } from '../../src/network/paths/traffic-demands.ts';
import { whatIf } from '../../src/network/paths/what-if.ts';
import { drawChange, type JudgedChange, judgeChange, type Observed } from './judged-changes.ts';

export interface SimulatedRun {
  changes: number;
  seed: number;
  /** What is seen is a median over so many seconds. */
  seconds: number;
}

const startMs = Date.UTC(2026, 0, 5);

/** Changes costs of links between routers and switches one after the other, each from where the last one left the network. */
export function judgeSimulatedChanges({ changes, seed, seconds }: SimulatedRun): JudgedChange[] {
  const spec = loadNetworkSpec();
  // Traffic and noise follow from the seed and not from the ways, so the two differ by the last change alone.
  const [world, unchanged] = [createWorld(spec, seed), createWorld(spec, seed)];
  const random = createRandom(seed);
  let now = startMs;
  for (const one of [world, unchanged]) one.reconverge(now);
  const ends = sendingDevices(spec);
  const links = changeableLinks(spec);
  let earlier: readonly Demand[] = [];
  return Array.from({ length: changes }, () => {
    const graph = readGraph(spec, world);
    const change = drawChange(random, graph, links);
    const { a, b } = spec.links.find(({ name }) => name === change.link)!;
    const span = () => {
      const from = now;
      now += seconds * 1000;
      return { from, to: now };
    };
    const apply = (to: World) => {
      for (const end of [a, b]) to.devices.get(end.device)!.config.interfaces[end.interface]!.ospf!.cost = change.cost;
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
    return judgeChange(change, { expected, before, after, moment });
  });
}

/** Names of the devices that send and receive; switches only pass traffic on. */
export const sendingDevices = (spec: NetworkSpec): string[] =>
  Object.keys(spec.devices).filter((name) => spec.devices[name]!.role !== 'switch');

/** Names of the links between routers and switches. */
export const changeableLinks = (spec: NetworkSpec): string[] =>
  spec.links
    .filter(({ a, b }) => [a, b].every((end) => spec.devices[end.device]!.role !== 'wireless'))
    .map(({ name }) => name);

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
): Observed {
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
