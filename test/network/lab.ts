import type { Topology } from '../../src/domain/device.ts';
import { parseTopology } from '../../src/network/inventory.ts';

/** Two routers, two switches and an access point; AP-1 hangs on Switch-1 alone. */
export function labText(options: { platform?: string; hostKey?: string; port?: number } = {}): string {
  const { platform = 'frr', hostKey, port = 22 } = options;
  const management = (id: number) =>
    hostKey === undefined
      ? `management: { address: 10.255.0.${id} }`
      : `management: { address: 127.0.0.1, port: ${port}, hostKey: "${hostKey}" }`;
  const device = (id: number, role: string, tags: string, interfaces: string) =>
    `{ platform: ${platform}, role: ${role}, site: lab, tags: [${tags}], ${management(id)}, interfaces: {${interfaces}, mgmt0: {address: 10.255.0.${id}/24}} }`;
  return `devices:
  Router-A: ${device(11, 'router', 'core', 'lo: {address: 10.0.0.11/32}, eth1: {address: 10.0.100.1/30}, eth2: {address: 10.0.100.5/30}, eth3: {}')}
  Router-B: ${device(12, 'router', 'core', 'lo: {address: 10.0.0.12/32}, eth1: {address: 10.0.100.2/30}, eth2: {}, eth3: {}')}
  Switch-1: ${device(21, 'switch', 'distribution', 'eth1: {}, eth2: {}, eth4: {}')}
  Switch-2: ${device(22, 'switch', 'distribution', 'eth1: {}, eth2: {}')}
  AP-1: ${device(31, 'wireless', 'access', 'eth1: {}')}
links:
  L1: { a: "Router-A:eth1", b: "Router-B:eth1", capacityMbps: 1000 }
  L2: { a: "Router-A:eth2", b: "Switch-1:eth1", capacityMbps: 1000 }
  L3: { a: "Switch-1:eth2", b: "Router-B:eth2", capacityMbps: 1000 }
  L4: { a: "Router-A:eth3", b: "Switch-2:eth1", capacityMbps: 1000 }
  L5: { a: "Switch-2:eth2", b: "Router-B:eth3", capacityMbps: 1000 }
  L7: { a: "Switch-1:eth4", b: "AP-1:eth1", capacityMbps: 300 }
`;
}

const parsed = new Map<string, Topology>();

/** The same for all who ask for the same, because reading it takes ten milliseconds and some ask hundreds of times. */
export function labTopology(options: Parameters<typeof labText>[0] = {}): Topology {
  const text = labText(options);
  const topology = parsed.get(text) ?? parseTopology(text);
  parsed.set(text, topology);
  return topology;
}
