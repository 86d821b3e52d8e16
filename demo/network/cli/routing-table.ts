import { contains, ipNumber, networkOf } from '../world/routing.ts';
import { allPorts } from './ports.ts';
import type { DeviceContext } from './session.ts';

interface NextHop {
  address: string | null;
  interface: string;
}

export interface RibEntry {
  prefix: string;
  protocol: 'connected' | 'ospf';
  distance: number;
  metric: number;
  ageMs: number;
  selected: boolean;
  nextHops: NextHop[];
}

/** The routing table: connected networks win over what OSPF says about them. */
export function routingTable(context: DeviceContext): RibEntry[] {
  const { world, device, clock } = context;
  const now = clock();
  const connected = allPorts(context)
    .filter((port) => port.up && port.config.address)
    .map((port): RibEntry => {
      const link = port.hardware?.link?.name ?? '';
      const since =
        device.linkChanges.get(port.config.name)?.lastUp ??
        world.network().adjacentSince.get(link) ??
        world.network().bootedAt;
      const prefix = networkOf(port.config.address ?? '');
      const hop = { address: null, interface: port.config.name };
      return {
        prefix,
        protocol: 'connected',
        distance: 0,
        metric: 0,
        ageMs: now - since,
        selected: true,
        nextHops: [hop],
      };
    });
  const own = new Set(connected.map((entry) => entry.prefix));
  const learned = (world.network().routes.get(device.name) ?? []).map((route): RibEntry => {
    const hops = route.nextHops.map((hop) => ({ address: hop.nextHopAddress, interface: hop.outInterface }));
    const nextHops = route.connected ? [{ address: null, interface: route.connected }] : hops;
    const selected = !own.has(route.prefix);
    return {
      prefix: route.prefix,
      protocol: 'ospf',
      distance: 110,
      metric: route.cost,
      ageMs: now - route.since,
      selected,
      nextHops,
    };
  });
  return [...learned, ...connected].sort((x, y) => order(x) - order(y));
}

/** Entries for a prefix, or the longest match for an address. */
export function lookUp(entries: readonly RibEntry[], target: string): RibEntry[] {
  if (target.includes('/')) return entries.filter((entry) => entry.prefix === target);
  const matches = entries.filter((entry) => contains(entry.prefix, target));
  const longest = Math.max(...matches.map((entry) => Number(entry.prefix.split('/')[1])));
  return matches.filter((entry) => Number(entry.prefix.split('/')[1]) === longest);
}

function order(entry: RibEntry): number {
  const protocol = entry.protocol === 'ospf' ? 0 : 1;
  return ipNumber(entry.prefix.split('/')[0] ?? '') + Number(entry.prefix.split('/')[1]) / 64 + protocol / 128;
}
