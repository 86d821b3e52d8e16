import type { LinkSpec, NetworkSpec } from '../spec.ts';

/** What one interface is made of; configuration can't change it. */
export interface Hardware {
  name: string;
  kind: 'port' | 'lan' | 'loopback' | 'management';
  index: number;
  speedMbps: number;
  /** OSPF cost when none is configured. */
  autoCost: number;
  mac: string;
  link: LinkSpec | null;
}

export interface InterfaceOspf {
  area: string;
  cost?: number;
  helloSeconds: number;
  deadSeconds: number;
  retransmitSeconds: number;
  pointToPoint: boolean;
  passive: boolean;
}

export interface InterfaceConfig {
  name: string;
  description?: string;
  address?: string;
  ospf?: InterfaceOspf;
  shutdown: boolean;
}

/** Running or saved configuration of one device, whatever dialect it is shown in. Plain JSON, so it can be cloned and compared. */
export interface DeviceConfig {
  hostname: string;
  interfaces: Record<string, InterfaceConfig>;
  ospf: { enabled: boolean; routerId: string; maxMetric: boolean };
  /** IOS-XE only: where `archive` keeps copies; a revert timer needs it. */
  archivePath?: string;
}

/** Metric of a link that is to be avoided (RFC 6987). */
export const maxLinkMetric = 65535;

/** Reference bandwidths behind automatic costs: FRR counts from 100 Gbit/s, IOS from 100 Mbit/s and gives a loopback 1. */
const referenceMbps = { frr: 100_000, 'ios-xe': 100 } as const;

function automaticCost(platform: keyof typeof referenceMbps, kind: Hardware['kind'], speedMbps: number): number {
  if (kind === 'loopback') return platform === 'frr' ? 0 : 1;
  return Math.max(1, Math.round(referenceMbps[platform] / speedMbps));
}

export function ospfCost(config: InterfaceConfig, hardware: Hardware | undefined): number {
  return config.ospf?.cost ?? hardware?.autoCost ?? 0;
}

export function buildHardware(spec: NetworkSpec, device: string): Map<string, Hardware> {
  const own = spec.devices[device];
  if (!own) throw new Error(`Unknown device ${device}`);
  const id = Number(own.routerId.split('.').at(-1));
  const parts: Omit<Hardware, 'index' | 'mac' | 'autoCost'>[] = [
    { name: own.loopback, kind: 'loopback', speedMbps: 0, link: null },
    ...own.ports.map((name) => {
      const link = spec.links.find((l) => [l.a, l.b].some((end) => end.device === device && end.interface === name));
      return { name, kind: 'port' as const, speedMbps: link?.capacityMbps ?? 1000, link: link ?? null };
    }),
    { name: own.management.name, kind: 'management', speedMbps: 10_000, link: null },
  ];
  if (own.lan) parts.push({ name: own.lan.name, kind: 'lan', speedMbps: 10_000, link: null });
  const complete = (part: (typeof parts)[number], i: number): [string, Hardware] => {
    const autoCost = automaticCost(own.platform, part.kind, part.speedMbps);
    return [part.name, { ...part, autoCost, index: i + 1, mac: macAddress(id, i + 1) }];
  };
  return new Map(parts.map(complete));
}

/** The configuration that a device boots with. */
export function initialConfig(spec: NetworkSpec, device: string): DeviceConfig {
  const own = spec.devices[device];
  if (!own) throw new Error(`Unknown device ${device}`);
  const interfaces: Record<string, InterfaceConfig> = {};
  const add = (config: InterfaceConfig) => {
    interfaces[config.name] = config;
  };
  add({ name: own.loopback, address: `${own.routerId}/32`, ospf: quietOspf({ passive: false }), shutdown: false });
  for (const link of spec.links) {
    for (const [end, peer] of [
      [link.a, link.b],
      [link.b, link.a],
    ] as const) {
      if (end.device !== device) continue;
      const description = `${link.name} to ${peer.device} ${peer.interface}`;
      const ospf = { area: '0', cost: link.cost, helloSeconds: 1, deadSeconds: 4, retransmitSeconds: 1 };
      add({
        name: end.interface,
        description,
        address: end.address,
        ospf: { ...ospf, pointToPoint: true, passive: false },
        shutdown: false,
      });
    }
  }
  if (own.lan) add({ ...own.lan, ospf: quietOspf({ passive: true }), shutdown: false });
  add({ ...own.management, description: 'out-of-band management', shutdown: false });
  const config: DeviceConfig = {
    hostname: device,
    interfaces,
    ospf: { enabled: true, routerId: own.routerId, maxMetric: false },
  };
  if (own.platform === 'ios-xe') config.archivePath = 'bootflash:archive';
  return config;
}

/** OSPF settings of an interface that talks to nobody, with the protocol's default timers. */
export function quietOspf({ passive }: { passive: boolean }): InterfaceOspf {
  return { area: '0', helloSeconds: 10, deadSeconds: 40, retransmitSeconds: 5, pointToPoint: false, passive };
}

function macAddress(device: number, index: number): string {
  const hex = (value: number) => value.toString(16).padStart(2, '0');
  return `02:4e:6f:00:${hex(device)}:${hex(index)}`;
}
