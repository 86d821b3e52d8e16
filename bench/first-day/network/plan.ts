import type { Device, Link, Topology } from '../../../src/domain/device.ts';

/** What a device is: it says how busy it is, how its memory behaves, and by which tables it tells that. */
export type DeviceKind = 'router' | 'switch' | 'firewall' | 'server';

/** Whose traffic a port carries: it says at which hours there is most of it. */
export type Rhythm = 'office' | 'internet' | 'backup' | 'flat';

export interface PlannedDevice {
  name: string;
  kind: DeviceKind;
  address: string;
  /** Every port; those of links are among them. */
  ports: { name: string; alias: string; mbps: number; rhythm: Rhythm }[];
}

export interface PlannedLink {
  a: { device: string; port: string };
  b: { device: string; port: string };
  mbps: number;
  rhythm: Rhythm;
  /** How long a packet takes from end to end. */
  delayMs: number;
}

export interface PlannedNetwork {
  devices: PlannedDevice[];
  links: PlannedLink[];
  /** The links that a ping of the poller crosses on its way to a device, by their index. The poller stands beside the first device. */
  pathTo: ReadonlyMap<string, readonly number[]>;
  topology: Topology;
}

const kinds: Record<string, DeviceKind> = {
  ...{ 'core-1': 'router', 'core-2': 'router', 'edge-1': 'router' },
  ...{ 'fw-1': 'firewall', 'acc-1': 'switch', 'acc-2': 'switch', 'acc-3': 'switch' },
  ...{ 'branch-1': 'server', 'branch-2': 'server' },
};

/** Two cores; an edge and two access switches with two ways each; a firewall, a third switch and two branches over a leased line with one. */
const links: [a: string, b: string, mbps: number, rhythm: Rhythm, delayMs: number][] = [
  ['core-1', 'core-2', 10_000, 'office', 0.08],
  ['core-1', 'fw-1', 10_000, 'internet', 0.05],
  ['core-1', 'edge-1', 1_000, 'office', 0.1],
  ['core-2', 'edge-1', 1_000, 'office', 0.1],
  ['core-1', 'acc-1', 10_000, 'office', 0.05],
  ['core-2', 'acc-1', 10_000, 'office', 0.05],
  ['core-1', 'acc-2', 10_000, 'backup', 0.05],
  ['core-2', 'acc-2', 10_000, 'office', 0.05],
  ['acc-2', 'acc-3', 1_000, 'flat', 0.04],
  ['edge-1', 'branch-1', 100, 'office', 4.5],
  ['edge-1', 'branch-2', 100, 'backup', 9],
];

/** Ports that lead out of the network. */
const outside: [device: string, mbps: number, rhythm: Rhythm][] = [
  ['fw-1', 1_000, 'internet'],
  ['acc-1', 1_000, 'office'],
  ['acc-2', 1_000, 'office'],
  ['acc-3', 1_000, 'flat'],
  ['branch-1', 1_000, 'office'],
  ['branch-2', 1_000, 'backup'],
];

const portName = (kind: DeviceKind, number: number) =>
  kind === 'server' ? `eth${number}` : `GigabitEthernet0/${number}`;

/** The network of which a first day is simulated: nine devices, eleven links and 28 ports. It is the same for every seed. */
export function planNetwork(): PlannedNetwork {
  const devices = Object.entries(kinds).map(
    ([name, kind], i): PlannedDevice => ({ name, kind, address: `192.0.2.${11 + i}`, ports: [] }),
  );
  const deviceOf = (name: string) => devices.find((device) => device.name === name)!;
  const addPort = (name: string, alias: string, mbps: number, rhythm: Rhythm) => {
    const { kind, ports } = deviceOf(name);
    const port = portName(kind, ports.length + 1);
    ports.push({ name: port, alias, mbps, rhythm });
    return { device: name, port };
  };
  const planned = links.map(([a, b, mbps, rhythm, delayMs]): PlannedLink => {
    const [near, far] = [addPort(a, `to_${b}`, mbps, rhythm), addPort(b, `to_${a}`, mbps, rhythm)];
    return { a: near, b: far, mbps, rhythm, delayMs };
  });
  for (const [name, mbps, rhythm] of outside) addPort(name, 'outside', mbps, rhythm);
  return {
    devices,
    links: planned,
    pathTo: pathsFrom(devices[0]!.name, planned),
    topology: topologyOf(devices, planned),
  };
}

/** The shortest way to each device; of two as short ones the first in the list of links. */
function pathsFrom(start: string, all: readonly PlannedLink[]): Map<string, number[]> {
  const paths = new Map<string, number[]>([[start, []]]);
  for (const [device, path] of paths) {
    for (const [index, { a, b }] of all.entries()) {
      const next = a.device === device ? b.device : b.device === device ? a.device : null;
      if (next !== null && !paths.has(next)) paths.set(next, [...path, index]);
    }
  }
  return paths;
}

function topologyOf(devices: readonly PlannedDevice[], all: readonly PlannedLink[]): Topology {
  const place = ({ device, port }: PlannedLink['a']) => ({ device, interface: port });
  return {
    devices: devices.map(
      ({ name, kind, address, ports }): Device => ({
        ...{ name, platform: 'unknown', role: kind, site: 'first-day', tags: [] },
        management: { address, port: 22, hostKey: null },
        interfaces: Object.fromEntries(ports.map((port) => [port.name, { description: port.alias }])),
      }),
    ),
    links: all.map(
      ({ a, b, mbps }): Link => ({
        ...{ name: `${a.device}--${b.device}`, capacityMbps: mbps },
        ...{ a: place(a), b: place(b) },
      }),
    ),
  };
}
