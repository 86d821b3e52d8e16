import { expect, it } from 'vitest';
import type { LinkSpec } from '../../../demo/network/spec.ts';
import type { Edge } from '../../../demo/network/world/routing.ts';
import { contains, networkOf, prefixRoutes, shortestPaths, walkPath } from '../../../demo/network/world/routing.ts';

const link = { name: 'X' } as LinkSpec;
const edge = (from: string, to: string, cost: number): Edge => ({
  link,
  from,
  to,
  cost,
  outInterface: `${from}-${to}`,
  nextHopAddress: to,
});

it('prefers the cheaper way and keeps all that cost the same', () => {
  const edges = [edge('a', 'b', 10), edge('b', 'd', 10), edge('a', 'c', 15), edge('c', 'd', 5), edge('a', 'd', 30)];
  const reach = shortestPaths('a', edges);
  expect(reach.get('d')?.cost).toBe(20);
  expect(reach.get('d')?.nextHops.map((hop) => hop.to)).toEqual(['b', 'c']);
});

it('counts costs by direction', () => {
  const edges = [edge('a', 'b', 100), edge('b', 'a', 1), edge('a', 'c', 10), edge('c', 'b', 10)];
  const tables = new Map(['a', 'b', 'c'].map((name) => [name, shortestPaths(name, edges)]));
  expect(walkPath(tables, 'a', 'b')?.map((hop) => hop.to)).toEqual(['c', 'b']);
  expect(walkPath(tables, 'b', 'a')?.map((hop) => hop.to)).toEqual(['a']);
  expect(walkPath(tables, 'c', 'x')).toBeNull();
});

it('adds the cost of the announced network, and knows its own networks as connected', () => {
  const reach = shortestPaths('a', [edge('a', 'b', 10)]);
  const stubs = [
    { prefix: '10.2.0.0/24', device: 'b', interface: 'lan0', cost: 10 },
    { prefix: '10.1.0.0/24', device: 'a', interface: 'lan0', cost: 10 },
  ];
  expect(prefixRoutes('a', reach, stubs)).toMatchObject([
    { prefix: '10.1.0.0/24', cost: 10, connected: 'lan0', nextHops: [] },
    { prefix: '10.2.0.0/24', cost: 20, connected: null, nextHops: [{ to: 'b' }] },
  ]);
});

it('computes networks', () => {
  expect(networkOf('10.0.100.14/30')).toBe('10.0.100.12/30');
  expect(contains('10.2.0.0/24', '10.2.0.10')).toBe(true);
  expect(contains('10.2.0.0/24', '10.3.0.10')).toBe(false);
});
