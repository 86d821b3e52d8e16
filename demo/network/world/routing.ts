import type { LinkSpec } from '../spec.ts';
import { hash } from './random.ts';

/** One direction of a link as OSPF sees it. */
export interface Edge {
  link: LinkSpec;
  from: string;
  to: string;
  outInterface: string;
  nextHopAddress: string;
  cost: number;
}

/** A network that a device announces. */
export interface Stub {
  prefix: string;
  device: string;
  interface: string;
  cost: number;
}

export interface Reach {
  cost: number;
  nextHops: Edge[];
}

/** Shortest paths (Dijkstra) from one device, with every first hop of equal cost. */
export function shortestPaths(root: string, edges: readonly Edge[]): Map<string, Reach> {
  const reached = new Map<string, Reach>([[root, { cost: 0, nextHops: [] }]]);
  const open = new Set([root]);
  const done = new Set<string>();
  while (open.size > 0) {
    const here = [...open].reduce((best, name) => (costOf(reached, name) < costOf(reached, best) ? name : best));
    open.delete(here);
    done.add(here);
    const base = reached.get(here) as Reach;
    for (const edge of edges) {
      if (edge.from !== here || done.has(edge.to)) continue;
      const cost = base.cost + edge.cost;
      const firstHops = here === root ? [edge] : base.nextHops;
      const known = reached.get(edge.to);
      if (!known || cost < known.cost) reached.set(edge.to, { cost, nextHops: [...firstHops] });
      else if (cost === known.cost)
        for (const hop of firstHops) if (!known.nextHops.includes(hop)) known.nextHops.push(hop);
      open.add(edge.to);
    }
  }
  return reached;
}

/**
 * Hop by hop from one device to another. Where several ways cost the same, a flow stays on one, picked by a hash of its ends, as
 * routers do. Null when there is no way.
 */
export function walkPath(tables: ReadonlyMap<string, Map<string, Reach>>, from: string, to: string): Edge[] | null {
  const path: Edge[] = [];
  let here = from;
  while (here !== to) {
    const hops = tables.get(here)?.get(to)?.nextHops ?? [];
    const hop = hops[hash(`${from}>${to}`) % Math.max(1, hops.length)];
    // A loop can't happen while every device computes from the same costs.
    if (!hop || path.length > tables.size) return null;
    path.push(hop);
    here = hop.to;
  }
  return path;
}

export interface PrefixRoute {
  prefix: string;
  cost: number;
  /** Empty when the network is the device's own. */
  nextHops: Edge[];
  /** The own interface that the network is on, or null. */
  connected: string | null;
}

/** OSPF routes of a device to all announced networks, sorted by address. */
export function prefixRoutes(device: string, reach: Map<string, Reach>, stubs: readonly Stub[]): PrefixRoute[] {
  const routes = new Map<string, PrefixRoute>();
  for (const stub of stubs) {
    const way = reach.get(stub.device);
    if (!way) continue;
    const cost = way.cost + stub.cost;
    const known = routes.get(stub.prefix);
    const connected = stub.device === device ? stub.interface : null;
    if (known?.connected) continue;
    if (!known || connected || cost < known.cost) {
      routes.set(stub.prefix, { prefix: stub.prefix, cost, nextHops: [...way.nextHops], connected });
    } else if (cost === known.cost) {
      for (const hop of way.nextHops) if (!known.nextHops.includes(hop)) known.nextHops.push(hop);
    }
  }
  return [...routes.values()].sort((x, y) => prefixOrder(x.prefix) - prefixOrder(y.prefix));
}

export function ipNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The network of an interface address: 10.0.100.5/30 is in 10.0.100.4/30. */
export function networkOf(address: string): string {
  const [ip = '', length = '32'] = address.split('/');
  const size = 2 ** (32 - Number(length));
  return `${ipText(Math.floor(ipNumber(ip) / size) * size)}/${length}`;
}

export function contains(prefix: string, address: string): boolean {
  return networkOf(`${address}/${prefix.split('/')[1]}`) === prefix;
}

export function ipText(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

function prefixOrder(prefix: string): number {
  return ipNumber(prefix.split('/')[0] ?? '') + Number(prefix.split('/')[1]) / 64;
}

function costOf(reached: Map<string, Reach>, name: string): number {
  return reached.get(name)?.cost ?? Number.POSITIVE_INFINITY;
}
