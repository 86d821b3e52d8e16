import { describe, expect, it } from 'vitest';
import { createRandom, type Random, randomInt } from '../../src/models/random.ts';
import { changeCost, type PathGraph } from '../../src/network/paths/path-graph.ts';
import {
  costBounds,
  findWayChanges,
  isShared,
  linksBetween,
  linksThere,
  sameWay,
  wayOf,
} from '../../src/routes/ways.ts';
import { labTopology } from '../network/lab.ts';
import { rounds } from '../sampled.ts';

type Row = [name: string, a: string, b: string, cost: number];

function graphOf(rows: readonly Row[]): PathGraph {
  const edge = (link: string, from: string, to: string, cost: number) => ({
    ...{ link, to, cost, capacityMbps: 1000, from: { device: from, interface: link } },
  });
  return {
    devices: [...new Set(rows.flatMap(([, a, b]) => [a, b]))],
    edges: rows.flatMap(([name, a, b, cost]) => [edge(name, a, b, cost), edge(name, b, a, cost)]),
  };
}

/** A ring with chords, so that there is always a way. */
function randomRows(random: Random): Row[] {
  const size = 4 + randomInt(random, 4);
  const ring = Array.from({ length: size }, (_, i) => [i, (i + 1) % size]);
  const chords = Array.from({ length: 2 }, () => [randomInt(random, size), randomInt(random, size)]);
  return [...ring, ...chords]
    .filter(([a, b]) => a !== b)
    .map(([a, b], i) => [`L${i}`, `d${a}`, `d${b}`, 1 + randomInt(random, 30)]);
}

describe('other ways', () => {
  it('are reached by one change within the bounds, there and back, without a tie, and differ from each other', () => {
    let found = 0;
    for (let seed = 1; seed <= rounds(60, 300); seed++) {
      const graph = graphOf(randomRows(createRandom(seed)));
      const now = wayOf(graph, 'd0', 'd2')!;
      const changes = findWayChanges(graph, 'd0', 'd2');
      for (const [i, { link, cost, way }] of changes.entries()) {
        const after = wayOf(changeCost(graph, link, cost), 'd0', 'd2')!;
        expect(sameWay(after, way)).toBe(true);
        expect(isShared(after)).toBe(false);
        expect(sameWay(after, now)).toBe(false);
        expect(cost).toBeGreaterThanOrEqual(costBounds.lowest);
        expect(cost).toBeLessThanOrEqual(costBounds.highest);
        expect(changes.slice(i + 1).some((other) => sameWay(other.way, way))).toBe(false);
        // A margin: one step back towards the cost of before brings no tie either, unless it was the last step.
        const before = graph.edges.find((edge) => edge.link === link)!.cost;
        const nearer = cost + Math.sign(before - cost);
        if (nearer !== before) expect(wayOf(changeCost(graph, link, nearer), 'd0', 'd2')).not.toBeNull();
      }
      found += changes.length;
    }
    expect(found).toBeGreaterThan(60);
  });

  const square: Row[] = [
    ['L1', 'a', 'b', 10],
    ['L2', 'a', 's', 10],
    ['L3', 's', 'b', 10],
  ];

  it('are brought by the least raise, or by the least cut', () => {
    expect(findWayChanges(graphOf(square), 'a', 'b').map(({ link, cost }) => [link, cost])).toEqual([['L1', 22]]);
    const drained = graphOf(square.map(([name, a, b]) => [name, a, b, name === 'L1' ? 100 : 10]));
    expect(findWayChanges(drained, 'a', 'b').map(({ link, cost }) => [link, cost])).toEqual([['L1', 18]]);
  });

  it('are none where one link is all there is, and where there is no way at all', () => {
    expect(findWayChanges(graphOf([['L1', 'a', 'b', 10]]), 'a', 'b')).toEqual([]);
    const apart = graphOf([
      ['L1', 'a', 'c', 10],
      ['L2', 'b', 'd', 10],
    ]);
    expect(wayOf(apart, 'a', 'b')).toBeNull();
    expect(findWayChanges(apart, 'a', 'b')).toEqual([]);
  });

  it('end a tie one way or the other', () => {
    const tied = graphOf(square.map(([name, a, b]) => [name, a, b, name === 'L1' ? 20 : 10]));
    expect(isShared(wayOf(tied, 'a', 'b')!)).toBe(true);
    const ways = findWayChanges(tied, 'a', 'b').map(({ way }) => linksThere(tied, way, 'a').join());
    expect(ways.sort()).toEqual(['L1', 'L2,L3']);
  });
});

it('a link behind which nothing lies is on no way', () => {
  expect([...linksBetween(labTopology(), 'Router-A', 'Router-B')]).toEqual(['L1', 'L2', 'L3', 'L4', 'L5']);
  expect([...linksBetween(labTopology(), 'AP-1', 'Router-B')]).toContain('L7');
});
