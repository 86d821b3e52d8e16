import type { Device, Link, Topology } from '../domain/device.ts';
import type { DiscoveredDevice } from '../domain/discovered-device.ts';
import { interfaceKey } from '../domain/interface-name.ts';
import type { Place } from '../domain/place.ts';
import { formatTopology } from './format-topology.ts';
import { deviceName, interfaceName } from './inventory.ts';
import { cleanText } from './untrusted.ts';

/** A first topology.yaml, and what could not be written into it. */
export interface DraftTopology {
  topology: Topology;
  /** Why each link is there. */
  links: string[];
  leftOut: string[];
}

const descriptionLength = 240;

/** Makes an inventory of what was heard. Links come from LLDP, and from descriptions in which two ports name each other's device. */
export function draftTopology(found: readonly DiscoveredDevice[]): DraftTopology {
  const leftOut: string[] = [];
  const usable = found.filter(({ name }) => {
    const isName = deviceName.safeParse(name).success;
    if (!isName) leftOut.push(`device ${cleanText(name)}: its name can't be used`);
    return isName;
  });
  const devices = usable.map((device) => draftDevice(device, leftOut)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const ports = new Map(devices.map(({ name, interfaces }) => [name, Object.keys(interfaces)]));
  const pairs = [...byLldp(usable, ports), ...byDescriptions(devices)];
  const taken = new Set<string>();
  const links: Link[] = [];
  const why: string[] = [];
  for (const { a, b, reason } of pairs) {
    const keys = [a, b].map(({ device, interface: port }) => `${device}\t${port}`);
    if (keys.some((key) => taken.has(key)) || a.device === b.device) continue;
    for (const key of keys) taken.add(key);
    const speeds = [a, b].flatMap((end) => speedOf(found, end) ?? []);
    links.push({ name: `L${links.length + 1}`, a, b, capacityMbps: speeds.length > 0 ? Math.min(...speeds) : null });
    why.push(`L${links.length}: ${a.device} ${a.interface} and ${b.device} ${b.interface}, ${reason}`);
  }
  return { topology: { devices, links }, links: why, leftOut };
}

/** The text of a draft, with a comment that says what to look at. */
export function formatDraft({ topology, links, leftOut }: DraftTopology): string {
  const notes = [
    'Written by nocturne discover from what was heard. Look through it before you use it:',
    '- platform: ios-xe, eos, junos or frr, where commands shall be proposed; role, site and tags for rules',
    '- management.hostKey: without it no session is opened (ssh-keyscan prints it)',
    '- links: guesses, for the reasons below; add those that are missing',
    ...links.map((text) => `  ${text}`),
    ...leftOut.map((text) => `- left out: ${text}`),
  ];
  return `${notes.map((note) => `# ${note}`).join('\n')}\n${formatTopology(topology)}`;
}

function draftDevice({ name, addresses, interfaces }: DiscoveredDevice, leftOut: string[]): Device {
  const named = [...interfaces].filter(([port]) => {
    const isName = interfaceName.safeParse(port).success;
    if (!isName) leftOut.push(`${name}: the interface ${cleanText(port)}: its name can't be used`);
    return isName;
  });
  const [address] = addresses;
  return {
    ...{ name, platform: 'unknown', role: 'device', site: 'default', tags: [] },
    management: address === undefined ? null : { address, port: 22, hostKey: null },
    interfaces: Object.fromEntries(
      named.map(([port, { description }]) => [
        port,
        description === null ? {} : { description: cleanText(description).slice(0, descriptionLength) },
      ]),
    ),
  };
}

type End = Place & { interface: string };
interface Pair {
  a: End;
  b: End;
  reason: string;
}

const findPort = (ports: readonly string[] | undefined, sent: string) =>
  ports?.find((port) => port === sent) ?? ports?.find((port) => interfaceKey(port) === interfaceKey(sent));

function byLldp(found: readonly DiscoveredDevice[], ports: ReadonlyMap<string, string[]>): Pair[] {
  const short = new Map(found.map(({ name }) => [name.split('.', 1)[0]!.toLowerCase(), name]));
  return found.flatMap(({ name, neighbours }) =>
    neighbours.flatMap(({ interface: own, device, port }): Pair[] => {
      const other = short.get(device.split('.', 1)[0]!.toLowerCase());
      const far = other === undefined ? undefined : findPort(ports.get(other), port);
      if (other === undefined || far === undefined) return [];
      return [{ a: { device: name, interface: own }, b: { device: other, interface: far }, reason: 'by LLDP' }];
    }),
  );
}

/** Two ports whose descriptions name each other's device, and no other port of either says the same. */
function byDescriptions(devices: readonly Device[]): Pair[] {
  const pairs: Pair[] = [];
  for (const [i, one] of devices.entries()) {
    for (const other of devices.slice(i + 1)) {
      const [here, there] = [portsNaming(one, other.name), portsNaming(other, one.name)];
      if (here.length !== 1 || there.length !== 1) continue;
      const ends = [here[0]!, there[0]!];
      pairs.push({
        ...{ a: { device: one.name, interface: ends[0]! }, b: { device: other.name, interface: ends[1]! } },
        reason: 'by their descriptions',
      });
    }
  }
  return pairs;
}

/** Ports whose description has the name of a device, whole or without its domain, as a word. */
function portsNaming({ interfaces }: Device, name: string): string[] {
  const escaped = [name, name.split('.', 1)[0]!].map((text) => text.toLowerCase().replaceAll('.', '\\.'));
  const word = new RegExp(`(^|[^a-z0-9-])(${escaped.join('|')})([^a-z0-9-]|$)`);
  return Object.entries(interfaces).flatMap(([port, { description = '' }]) =>
    word.test(description.toLowerCase()) ? [port] : [],
  );
}

function speedOf(found: readonly DiscoveredDevice[], { device, interface: port }: End): number | null {
  return found.find(({ name }) => name === device)?.interfaces.get(port)?.speedMbps ?? null;
}
