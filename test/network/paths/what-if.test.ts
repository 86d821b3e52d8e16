import { describe, expect, it } from 'vitest';
import type { Topology } from '../../../src/domain/device.ts';
import { createRandom, type Random, randomInt } from '../../../src/models/random.ts';
import {
  buildPathGraph,
  changeCost,
  distancesTo,
  type PathGraph,
  sharesOf,
} from '../../../src/network/paths/path-graph.ts';
import { estimateDemands } from '../../../src/network/paths/traffic-demands.ts';
import { type NetworkNow, whatIf } from '../../../src/network/paths/what-if.ts';
import { congestedBy, describeWhatIf } from '../../../src/network/paths/what-if-words.ts';
import { rounds } from '../../sampled.ts';

/** Links as `[name, one end, other end, cost]`; each end has an interface named after the link. */
function graphOf(links: [string, string, string, number][], capacityMbps: number | null = 1000): PathGraph {
  const names = [...new Set(links.flatMap(([, a, b]) => [a, b]))];
  const costs = new Map(links.map(([link, , , cost]) => [link, cost]));
  const topology: Topology = {
    devices: names.map((name) => ({
      name,
      platform: 'frr',
      role: 'router',
      site: '',
      tags: [],
      management: null,
      interfaces: {},
    })),
    links: links.map(([name, a, b]) => ({
      ...{ name, a: { device: a, interface: name }, b: { device: b, interface: name }, capacityMbps },
    })),
  };
  return buildPathGraph(topology, (end) => costs.get(end.interface) ?? null);
}

/** A ring with chords, so that there is always a way. */
function randomGraph(random: Random): PathGraph {
  const size = 4 + randomInt(random, 5);
  const ring = Array.from({ length: size }, (_, i) => [i, (i + 1) % size]);
  const chords = Array.from({ length: 3 }, () => [randomInt(random, size), randomInt(random, size)]);
  const ends = [...ring, ...chords].filter(([a, b]) => a !== b);
  return graphOf(ends.map(([a, b], i) => [`L${i}`, `d${a}`, `d${b}`, 1 + randomInt(random, 6)]));
}

/** Floyd and Warshall, as another way to the same numbers. */
function allDistances({ devices, edges }: PathGraph): Map<string, number> {
  const key = (a: string, b: string) => `${a}>${b}`;
  const all = new Map(devices.map((device) => [key(device, device), 0]));
  const get = (a: string, b: string) => all.get(key(a, b)) ?? Number.POSITIVE_INFINITY;
  for (const { from, to, cost } of edges) all.set(key(from.device, to), Math.min(cost, get(from.device, to)));
  for (const via of devices)
    for (const a of devices)
      for (const b of devices) all.set(key(a, b), Math.min(get(a, b), get(a, via) + get(via, b)));
  return all;
}

/** Loads of the edges under the demands. */
const loadsOf = (graph: PathGraph, demands: readonly { from: string; to: string; mbps: number }[]) =>
  graph.edges.map((_, edge) =>
    demands.reduce((sum, { from, to, mbps }) => sum + mbps * sharesOf(graph, from, to)![edge]!, 0),
  );

const seeds = Array.from({ length: rounds(4, 10) }, (_, seed) => seed + 1);

describe('shortest paths with ways of equal cost', () => {
  it.each(seeds)('are as long as another algorithm finds, and lose nothing on the way (network %i)', (seed) => {
    const graph = randomGraph(createRandom(seed));
    const expected = allDistances(graph);
    for (const to of graph.devices) {
      const distances = distancesTo(graph, to);
      for (const from of graph.devices.filter((device) => device !== to)) {
        const carried = sharesOf(graph, from, to)!;
        const flow = (device: string) =>
          graph.edges.reduce(
            (sum, edge, i) =>
              sum + (edge.from.device === device ? carried[i]! : 0) - (edge.to === device ? carried[i]! : 0),
            0,
          );
        const cost = graph.edges.reduce((sum, edge, i) => sum + edge.cost * carried[i]!, 0);
        expect([distances.get(from), cost].map((value) => Math.round(value! * 1e6) / 1e6)).toEqual(
          Array(2).fill(expected.get(`${from}>${to}`)),
        );
        const flows = graph.devices.map((device) => Math.round(flow(device) * 1e6) / 1e6 + 0);
        expect(flows).toEqual(graph.devices.map((device) => (device === from ? 1 : device === to ? -1 : 0)));
      }
    }
  });

  it('share evenly at each hop, and know where there is no way', () => {
    const graph = graphOf([
      ['L1', 'a', 'b', 1],
      ['L2', 'a', 'c', 1],
      ['L3', 'b', 'd', 1],
      ['L4', 'c', 'd', 1],
      ['L5', 'e', 'f', 1],
    ]);
    const carried = sharesOf(graph, 'a', 'd')!;
    expect(
      graph.edges.flatMap(({ link, from }, i) => (carried[i]! > 0 ? [[link, from.device, carried[i]]] : [])),
    ).toEqual([
      ['L1', 'a', 0.5],
      ['L2', 'a', 0.5],
      ['L3', 'b', 0.5],
      ['L4', 'c', 0.5],
    ]);
    expect(sharesOf(graph, 'a', 'e')).toBeNull();
  });
});

describe('what a change of cost does', () => {
  it.each(seeds)('explains the measured load, and nearly foresees the one after a change (network %i)', (seed) => {
    const random = createRandom(seed);
    const graph = randomGraph(random);
    // One device sends to all others. Other demands may explain nearly the same loads, so what is foreseen is near, not equal.
    const demands = graph.devices.slice(1).map((to) => ({ from: 'd0', to, mbps: 10 + 90 * random() }));
    const measured = loadsOf(graph, demands);
    const found = estimateDemands(graph, graph.devices, measured);
    for (const [edge, load] of loadsOf(graph, found).entries()) expect(load).toBeCloseTo(measured[edge]!, 0);
    const now: NetworkNow = {
      ...{ graph, ends: graph.devices, throughputMbps: measured, roundTripMs: graph.edges.map(() => 4) },
    };
    for (const { link } of graph.edges) {
      const change = { link, cost: 1 + randomInt(random, 30) };
      const expected = whatIf(now, change);
      const truth = loadsOf(changeCost(graph, link, change.cost), demands);
      const total = truth.reduce((sum, load) => sum + load, 0);
      const off = expected.edges.reduce((sum, { afterMbps }, edge) => sum + Math.abs(afterMbps! - truth[edge]!), 0);
      expect(off / total).toBeLessThan(0.1);
    }
  });

  it('changes nothing when the cost stays', () => {
    const graph = randomGraph(createRandom(3));
    const throughputMbps = graph.edges.map((_, i) => 5 * i);
    const now = { graph, ends: graph.devices, throughputMbps, roundTripMs: graph.edges.map(() => null) };
    const { link, cost } = graph.edges[0]!;
    expect(whatIf(now, { link, cost }).edges.map(({ afterMbps }) => afterMbps)).toEqual(throughputMbps);
    expect(describeWhatIf(whatIf(now, { link, cost }))).toMatch(/^Moves no traffic to speak of/);
  });
});

describe('in words', () => {
  const graph = (capacity: number | null) =>
    graphOf(
      [
        ['L1', 'a', 'b', 10],
        ['L2', 'a', 's', 10],
        ['L3', 's', 'b', 10],
      ],
      capacity,
    );
  // Of L1 220 Mbit/s a to b, of L3 390 Mbit/s s to b.
  const load = [220, 0, 0, 0, 390, 0];
  const raise = (capacity: number | null, throughputMbps: (number | null)[] = load) =>
    whatIf(
      { graph: graph(capacity), ends: ['a', 'b', 's'], throughputMbps, roundTripMs: [160, 160, 6, 6, 6, 6] },
      { link: 'L1', cost: 1000 },
    );

  it('say what moves where, and how full that is then', () => {
    expect(describeWhatIf(raise(1000))).toBe(
      'Moves 220 Mbit/s to L2, which then carries 22 %, and 220 Mbit/s to L3, which then carries 61 %',
    );
    expect(describeWhatIf(raise(null))).toContain('to L3, which then carries 610 Mbit/s');
    expect(raise(1000).latencyMs('a', 'b')).toEqual({ before: 160, after: 12 });
  });

  it('name the links that would be congested', () => {
    expect(congestedBy(raise(1000))).toEqual([]);
    expect(congestedBy(raise(650))).toEqual(['L3']);
    expect(congestedBy(raise(240))).toEqual(['L2', 'L3']);
    expect(congestedBy(raise(null))).toEqual([]);
  });

  it('say what is not measured, and never take it for idle', () => {
    const dark = raise(1000, [220, 0, null, null, 390, 0]);
    expect(dark.edges.filter(({ link }) => link === 'L2').map(({ afterMbps }) => afterMbps)).toEqual([null, null]);
    expect(describeWhatIf(dark)).toMatch(/The load of L2 is not measured$/);
  });

  it('say what would be cut off', () => {
    const cut = graphOf([['L1', 'a', 'b', 10]]);
    const island = { devices: [...cut.devices, 'c'], edges: cut.edges };
    const now = { graph: island, ends: ['a', 'b', 'c'], throughputMbps: [1, 1], roundTripMs: [1, 1] };
    expect(describeWhatIf(whatIf(now, { link: 'L1', cost: 20 }))).toContain('No way is left from a to c');
  });
});
