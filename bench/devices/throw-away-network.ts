import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Network } from '../../demo/network/network.ts';
import { type DeviceSpec, loadNetworkSpec, type NetworkSpec, platforms } from '../../demo/network/spec.ts';
import { startNetwork } from '../../demo/network/start-network.ts';
import type { Topology } from '../../src/domain/device.ts';
import { parseTopology } from '../../src/network/inventory.ts';
import type { Credentials } from '../../src/network/sessions.ts';
import type { Vendor } from '../../src/network/vendor.ts';
import { type BareDevice, startBareDevice } from './bare-device.ts';

/** One line that some device got, from its own log. */
export interface SeenLine {
  device: string;
  line: string;
  effect: 'read' | 'change';
}

/** Devices that nobody needs: the simulated network, and a bare device for each vendor. */
export interface ThrowAwayNetwork {
  network: Network;
  topology: Topology;
  credentials: Credentials;
  /** Bare devices by vendor. */
  bare: ReadonlyMap<string, BareDevice>;
  /** The device on which lines of this vendor are tried: a simulated one where there is one. */
  deviceOf(vendor: string): string;
  /** What stands in the logs of all devices since the last call. */
  seen(): SeenLine[];
  close(): Promise<void>;
}

const password = 'throw-away';
const accounts = { reader: { password }, netops: { password }, svc: { password } };
const account = (username: string) => ({ username, password });

/** Where the simulated network has another platform than elsewhere. */
const iosDevice = 'Switch-2';

/** Starts the devices on 127.0.0.1; their logs are kept in a temporary folder and go with them. */
export async function startThrowAwayNetwork(vendors: readonly Vendor[]): Promise<ThrowAwayNetwork> {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-devices-'));
  const logDir = join(folder, 'logs');
  const network = await startNetwork({
    spec: mixedSpec(),
    stateDir: folder,
    logDir,
    ingestUrl: 'http://127.0.0.1:9',
    token: 'none',
    accounts,
    seed: 1,
  });
  const bare = new Map<string, BareDevice>();
  for (const vendor of vendors) {
    bare.set(vendor.id, await startBareDevice({ name: `bare-${vendor.id}`, vendor, accounts, logDir }));
  }
  const topology = withBareDevices(parseTopology(network.topology()), bare);
  const counts = new Map<string, number>();
  const simulated: Record<string, string> = { frr: 'Router-A', 'ios-xe': iosDevice };
  return {
    network,
    topology,
    bare,
    credentials: { read: account('reader'), change: account('netops'), operator: account('svc') },
    deviceOf: (vendor) => simulated[vendor] ?? `bare-${vendor}`,
    seen() {
      const lines: SeenLine[] = [
        ...network.commandsOnDevice().map(({ device, command, effect }) => ({ device, line: command, effect })),
        ...[...bare.values()].flatMap(({ name, log }) =>
          log.read().map(({ line, effect }) => ({ device: name, line, effect })),
        ),
      ];
      return freshLines(lines, counts);
    },
    async close() {
      await network.close();
      for (const device of bare.values()) await device.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The logs only grow, so what is beyond the former length of each is new. */
function freshLines(lines: SeenLine[], counts: Map<string, number>): SeenLine[] {
  const now = new Map<string, number>();
  return lines.filter(({ device }) => {
    const index = now.get(device) ?? 0;
    now.set(device, index + 1);
    if (index < (counts.get(device) ?? 0)) return false;
    counts.set(device, index + 1);
    return true;
  });
}

/** The demo's network with platforms of its own, whatever the demo's are: FRR, and one switch with IOS-XE. */
function mixedSpec(): NetworkSpec {
  const spec = loadNetworkSpec();
  const devices = Object.fromEntries(
    Object.entries(spec.devices).map(([name, device]) => [
      name,
      name === iosDevice ? named(device, platforms[1], iosNames) : named(device, platforms[0], frrNames),
    ]),
  );
  const rename = <End extends { device: string; interface: string }>(end: End): End => {
    const index = spec.devices[end.device]!.ports.indexOf(end.interface);
    return { ...end, interface: devices[end.device]!.ports[index]! };
  };
  const links = spec.links.map((link) => ({ ...link, a: rename(link.a), b: rename(link.b) }));
  return { ...spec, devices, links };
}

interface Names {
  port(number: number): string;
  loopback: string;
  lan: string;
  management: string;
}

const frrNames: Names = { port: (number) => `eth${number}`, loopback: 'lo', lan: 'lan0', management: 'mgmt0' };
const iosNames: Names = {
  port: (number) => `GigabitEthernet${number}`,
  ...{ loopback: 'Loopback0', lan: 'GigabitEthernet7', management: 'GigabitEthernet8' },
};

function named(device: DeviceSpec, platform: DeviceSpec['platform'], names: Names): DeviceSpec {
  return {
    ...device,
    platform,
    ports: device.ports.map((_, i) => names.port(i + 1)),
    loopback: names.loopback,
    ...(device.lan && { lan: { ...device.lan, name: names.lan } }),
    management: { ...device.management, name: names.management },
  };
}

/** Two ports of each system, under its own names. */
const portsOf: Record<string, [string, string]> = {
  frr: ['eth1', 'eth2'],
  'ios-xe': ['GigabitEthernet1', 'GigabitEthernet2'],
  eos: ['Ethernet1', 'Ethernet2'],
  junos: ['ge-0/0/0', 'ge-0/0/1'],
};

/** The bare devices hang in a ring of their own. */
function withBareDevices(topology: Topology, bare: ReadonlyMap<string, BareDevice>): Topology {
  const all = [...bare].map(([platform, device]) => ({
    ...device,
    platform,
    ports: portsOf[platform] ?? ['eth1', 'eth2'],
  }));
  const devices = all.map(({ name, platform, address, port, hostKey, ports }, i) => ({
    ...{ name, platform, role: 'router', site: 'lab', tags: [], management: { address, port, hostKey } },
    interfaces: { [ports[0]]: { address: `10.9.${i}.1/30` }, [ports[1]]: {}, mgmt0: {} },
  }));
  const links = all.map(({ name, ports }, i) => {
    const next = all[(i + 1) % all.length]!;
    const [a, b] = [
      { device: name, interface: ports[0] },
      { device: next.name, interface: next.ports[1] },
    ];
    return { name: `ring-${i + 1}`, a, b, capacityMbps: null };
  });
  return { devices: [...topology.devices, ...devices], links: [...topology.links, ...links] };
}
