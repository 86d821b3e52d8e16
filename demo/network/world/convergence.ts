import type { LinkEnd, LinkSpec, NetworkSpec } from '../spec.ts';
import { maxLinkMetric, ospfCost } from './device-config.ts';
import type { DeviceState } from './device-state.ts';
import { isRouting } from './device-state.ts';
import type { Edge, PrefixRoute, Reach, Stub } from './routing.ts';
import { networkOf, prefixRoutes, shortestPaths } from './routing.ts';

export interface NetworkEvent {
  at: number;
  device: string;
  process: string;
  text: string;
}

/** What OSPF has agreed on: who is adjacent since when, and everybody's routes. */
export interface Convergence {
  linkUp: ReadonlySet<string>;
  /** Link name → since when its two ends are fully adjacent. */
  adjacentSince: ReadonlyMap<string, number>;
  edges: readonly Edge[];
  tables: ReadonlyMap<string, Map<string, Reach>>;
  routes: ReadonlyMap<string, readonly (PrefixRoute & { since: number })[]>;
  at: number;
  /** When this was computed for the first time. */
  bootedAt: number;
  /** How often this was computed. */
  runs: number;
}

export const unconverged: Convergence = {
  linkUp: new Set(),
  adjacentSince: new Map(),
  edges: [],
  tables: new Map(),
  routes: new Map(),
  at: 0,
  bootedAt: 0,
  runs: 0,
};

/** Computes links, adjacencies, shortest paths and routes anew; what did not change keeps its age. */
export function converge(options: {
  spec: NetworkSpec;
  devices: ReadonlyMap<string, DeviceState>;
  isBroken: (link: LinkSpec) => boolean;
  isDown: (device: string) => boolean;
  before: Convergence;
  now: number;
}): Convergence {
  const { spec, devices, before, now } = options;
  const linkUp = new Set<string>();
  const adjacentSince = new Map<string, number>();
  for (const link of spec.links) {
    const ends = [link.a, link.b];
    const dead = options.isBroken(link) || ends.some((end) => options.isDown(end.device) || isShut(devices, end));
    if (dead) continue;
    linkUp.add(link.name);
    const adjacent =
      ends.every((end) => speaksOspf(devices.get(end.device) as DeviceState, end, now)) && sameArea(devices, link);
    if (adjacent) adjacentSince.set(link.name, before.adjacentSince.get(link.name) ?? now);
  }
  const edges = spec.links.filter((link) => adjacentSince.has(link.name)).flatMap((link) => bothWays(devices, link));
  const stubs = [...devices.values()].flatMap((device) =>
    options.isDown(device.name) ? [] : announcedStubs(device, linkUp, now),
  );
  const tables = new Map([...devices.keys()].map((name) => [name, shortestPaths(name, edges)]));
  const routes = new Map(
    [...devices.values()].map((device) => {
      const old = new Map(before.routes.get(device.name)?.map((route) => [signature(route), route.since]));
      const fresh = isRouting(device, now)
        ? prefixRoutes(device.name, tables.get(device.name) as Map<string, Reach>, stubs)
        : [];
      return [device.name, fresh.map((route) => ({ ...route, since: old.get(signature(route)) ?? now }))];
    }),
  );
  return {
    linkUp,
    adjacentSince,
    edges,
    tables,
    routes,
    at: now,
    bootedAt: before.bootedAt || now,
    runs: before.runs + 1,
  };
}

/** What syslog would say about the difference, and the interfaces' up and down counters. */
export function reportChanges(
  spec: NetworkSpec,
  devices: ReadonlyMap<string, DeviceState>,
  before: Convergence,
  after: Convergence,
): NetworkEvent[] {
  if (before.at === 0) return [];
  return spec.links.flatMap((link) => {
    const events: NetworkEvent[] = [];
    for (const [end, peer] of [
      [link.a, link.b],
      [link.b, link.a],
    ] as const) {
      const device = devices.get(end.device) as DeviceState;
      const up = after.linkUp.has(link.name);
      if (before.linkUp.has(link.name) !== up) {
        countChange(device, end.interface, up, after.at);
        events.push({
          at: after.at,
          device: end.device,
          process: 'zebra',
          text: `interface ${end.interface} ${up ? 'up' : 'down'}`,
        });
      }
      const full = after.adjacentSince.has(link.name);
      if (before.adjacentSince.has(link.name) !== full) {
        const where = `Nbr ${devices.get(peer.device)?.config.ospf.routerId} on ${end.interface}:${end.address.split('/')[0]}`;
        const text = `AdjChg: ${where}: ${full ? 'Loading -> Full (LoadingDone)' : 'Full -> Deleted (KillNbr)'}`;
        events.push({ at: after.at, device: end.device, process: 'ospfd', text });
      }
    }
    return events;
  });
}

function countChange(device: DeviceState, name: string, up: boolean, at: number): void {
  const counts = device.linkChanges.get(name) ?? { ups: 0, downs: 0, lastUp: null, lastDown: null };
  if (up) device.linkChanges.set(name, { ...counts, ups: counts.ups + 1, lastUp: at });
  else device.linkChanges.set(name, { ...counts, downs: counts.downs + 1, lastDown: at });
}

function isShut(devices: ReadonlyMap<string, DeviceState>, end: LinkEnd): boolean {
  return devices.get(end.device)?.config.interfaces[end.interface]?.shutdown ?? true;
}

function speaksOspf(device: DeviceState, end: LinkEnd, now: number): boolean {
  const config = device.config.interfaces[end.interface];
  return Boolean(config?.ospf && !config.ospf.passive && config.address === end.address) && isRouting(device, now);
}

function sameArea(devices: ReadonlyMap<string, DeviceState>, link: LinkSpec): boolean {
  const [a, b] = [link.a, link.b].map((end) => devices.get(end.device)?.config.interfaces[end.interface]?.ospf?.area);
  return a === b;
}

function bothWays(devices: ReadonlyMap<string, DeviceState>, link: LinkSpec): Edge[] {
  return [
    [link.a, link.b],
    [link.b, link.a],
  ].map(([end, peer]) => {
    const [from, to] = [end as LinkEnd, peer as LinkEnd];
    const device = devices.get(from.device) as DeviceState;
    const config = device.config.interfaces[from.interface];
    const cost = config ? ospfCost(config, device.hardware.get(from.interface)) : maxLinkMetric;
    return {
      link,
      from: from.device,
      to: to.device,
      outInterface: from.interface,
      nextHopAddress: to.address.split('/')[0] ?? '',
      cost: device.config.ospf.maxMetric ? maxLinkMetric : cost,
    };
  });
}

function announcedStubs(device: DeviceState, linkUp: ReadonlySet<string>, now: number): Stub[] {
  if (!isRouting(device, now)) return [];
  return Object.values(device.config.interfaces).flatMap((config) => {
    const hardware = device.hardware.get(config.name);
    if (!hardware || !config.ospf || !config.address || config.shutdown) return [];
    if (hardware.link && !linkUp.has(hardware.link.name)) return [];
    return [
      {
        prefix: networkOf(config.address),
        device: device.name,
        interface: config.name,
        cost: ospfCost(config, hardware),
      },
    ];
  });
}

function signature(route: PrefixRoute): string {
  return `${route.prefix} ${route.cost} ${route.connected ?? ''} ${route.nextHops.map((hop) => hop.outInterface).join(' ')}`;
}
