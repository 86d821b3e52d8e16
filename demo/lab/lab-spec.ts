import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { type NetworkSpec, parseNetworkSpec } from '../network/spec.ts';

/** The simulated network is this much faster than the lab, whose cables are a program. */
export const slowdown = 20;

/** Out-of-band management: this machine is the first address of the network. */
export const management = { bridge: 'nocturne-lab', address: '10.255.0.1', prefix: 24 } as const;

/** Where the namespaces of the lab begin with, so that nothing else on this machine is taken for a part of it. */
export const namespacePrefix = 'nocturne-';

/** What a device is measured against: so many cores of this machine, and megabytes. */
export const nominal = { cores: 0.5, memoryMb: 256 } as const;

/** A machine in the LAN of a router. Router-A has host-a. */
export interface LabHost {
  name: string;
  router: string;
  /** Its own address, with the length of the prefix. */
  address: string;
  gateway: string;
}

/** Autonomous systems of the BGP session that Router-A has with its host. */
export const bgp = { router: 'Router-A', as: 65_000, neighbourAs: 65_001 } as const;

interface RawSpec {
  devices: Record<string, Record<string, unknown> & { ports: string[]; lan?: Record<string, unknown> }>;
  links: Record<string, Record<string, unknown> & { capacityMbps: number }>;
  traffic: { mbps: number }[];
  scenarios: Record<string, unknown>;
}

/**
 * The simulated network as the lab builds it: the same devices, links, addresses, delays and costs, all of them FRRouting with the names of
 * interfaces that FRRouting has, and everything {@link slowdown} times slower. It has no scenarios: the faults of the lab are real.
 */
export function loadLabSpec(file = new URL('../network/network.yaml', import.meta.url)): NetworkSpec {
  const raw = parse(readFileSync(file, 'utf8')) as RawSpec;
  for (const device of Object.values(raw.devices)) {
    device.platform = 'frr';
    device.ports = device.ports.map((_, i) => `eth${i + 1}`);
    device.loopback = 'lo';
    device.management = { ...(device.management as object), name: 'mgmt0' };
    if (device.lan) device.lan.name = 'lan0';
  }
  for (const link of Object.values(raw.links)) link.capacityMbps /= slowdown;
  for (const flow of raw.traffic) flow.mbps /= slowdown;
  return parseNetworkSpec(stringify({ ...raw, scenarios: {} }));
}

/** One host for each device that has a LAN. */
export function labHosts(spec: NetworkSpec): LabHost[] {
  return Object.entries(spec.devices).flatMap(([router, { lan }]) => {
    if (!lan) return [];
    const [gateway = '', prefix = ''] = lan.address.split('/');
    const name = lan.description.replace(/^LAN of /, '');
    return [{ name, router, gateway, address: `${gateway.replace(/\d+$/, '10')}/${prefix}` }];
  });
}

export const namespaceOf = (name: string) => `${namespacePrefix}${name}`;

/** Address without the length of the prefix. */
export const bare = (address: string) => address.split('/')[0]!;
