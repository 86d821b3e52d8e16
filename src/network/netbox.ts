import type { Device, Link, Topology } from '../domain/device.ts';
import { NocturneError } from '../errors.ts';
import { deviceName, interfaceName } from './inventory.ts';
import {
  type AddressEntry,
  addressEntry,
  type CableEntry,
  cableEntry,
  type DeviceEntry,
  deviceEntry,
  type InterfaceEntry,
  interfaceEntry,
} from './netbox/entries.ts';
import { type NetboxAccess, readList } from './netbox/rest.ts';
import { cleanText } from './untrusted.ts';

export interface NetboxOptions extends NetboxAccess {
  /** Which devices, as NetBox's own query parameters, such as {site: "paris"}. */
  filter: Record<string, string>;
  /** Slugs of NetBox's platforms, and the vendor of this product behind each. */
  platforms: Record<string, string>;
  /** Host keys by device: NetBox has none, and without one nothing is opened. */
  hostKeys: Record<string, { hostKey: string; port: number }>;
}

/** What became of the inventory, and what of NetBox was left out of it and why. */
export interface NetboxInventory {
  topology: Topology;
  leftOut: string[];
}

/** Slugs that people give to the platforms that are spoken here. */
const usualPlatforms: Record<string, string> = {
  'cisco-ios-xe': 'ios-xe',
  'cisco-iosxe': 'ios-xe',
  iosxe: 'ios-xe',
  'arista-eos': 'eos',
  'juniper-junos': 'junos',
  frrouting: 'frr',
};

const descriptionLength = 240;

/**
 * Reads the active devices of NetBox with their interfaces, addresses and cables. What can't be used (devices without a usable name, cables
 * that are not between two interfaces) is left out and named. Throws the coded errors of {@link readList}.
 */
export async function readNetbox(options: NetboxOptions): Promise<NetboxInventory> {
  requireSafeUrl(options.url);
  const leftOut: string[] = [];
  const found = await readList(options, 'dcim/devices/', deviceEntry, { status: 'active', ...options.filter });
  const devices = usableDevices(found, leftOut);
  const [interfaces, addresses, cables] = await Promise.all([
    readList(options, 'dcim/interfaces/', interfaceEntry),
    readList(options, 'ipam/ip-addresses/', addressEntry),
    readList(options, 'dcim/cables/', cableEntry),
  ]);
  const own = usableInterfaces(interfaces, devices, leftOut);
  const addressOf = firstAddresses(addresses);
  const topology: Topology = {
    devices: [...devices.values()].map((device) => buildDevice(device, own, addressOf, options)),
    links: buildLinks(cables, devices, own, leftOut),
  };
  return { topology, leftOut };
}

/** The token is a secret: it travels encrypted, or stays on this machine. */
function requireSafeUrl(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return;
  throw new NocturneError('netbox-tls', `NetBox at ${hostname} would get the token in clear text`, {
    hint: 'use https in inventory.netbox.url',
  });
}

function usableDevices(found: DeviceEntry[], leftOut: string[]): Map<number, DeviceEntry & { name: string }> {
  const usable = new Map<number, DeviceEntry & { name: string }>();
  const names = new Set<string>();
  for (const device of found) {
    const name = deviceName.safeParse(device.name);
    if (!name.success) leftOut.push(`device ${device.id}: its name can't be used`);
    else if (names.has(name.data)) {
      throw new NocturneError('netbox-invalid', `NetBox has two devices with the name ${name.data}`, {
        hint: 'rename one, or choose a site with inventory.netbox.filter',
      });
    } else {
      names.add(name.data);
      usable.set(device.id, { ...device, name: name.data });
    }
  }
  return usable;
}

function usableInterfaces(
  found: InterfaceEntry[],
  devices: ReadonlyMap<number, { name: string }>,
  leftOut: string[],
): Map<number, InterfaceEntry> {
  const usable = new Map<number, InterfaceEntry>();
  for (const each of found) {
    const device = devices.get(each.device.id);
    if (!device) continue;
    if (interfaceName.safeParse(each.name).success) usable.set(each.id, each);
    else leftOut.push(`${device.name}: the name of interface ${each.id} can't be used`);
  }
  return usable;
}

/** The first IPv4 address of each interface, by its id. */
function firstAddresses(addresses: AddressEntry[]): Map<number, string> {
  const first = new Map<number, string>();
  for (const { address, assigned_object_type: type, assigned_object_id: id } of addresses) {
    if (type !== 'dcim.interface' || typeof id !== 'number' || first.has(id)) continue;
    if (/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(address)) first.set(id, address);
  }
  return first;
}

function buildDevice(
  device: DeviceEntry & { name: string },
  interfaces: ReadonlyMap<number, InterfaceEntry>,
  addressOf: ReadonlyMap<number, string>,
  { platforms, hostKeys }: NetboxOptions,
): Device {
  const own = [...interfaces.values()].filter((each) => each.device.id === device.id);
  const slug = device.platform?.slug ?? 'unknown';
  const known = Object.hasOwn(hostKeys, device.name) ? hostKeys[device.name] : undefined;
  const address = device.primary_ip4?.address.split('/')[0];
  return {
    name: device.name,
    platform: new Map([...Object.entries(usualPlatforms), ...Object.entries(platforms)]).get(slug) ?? slug,
    role: (device.role ?? device.device_role)?.slug ?? 'device',
    site: device.site?.slug ?? 'default',
    tags: device.tags.map((tag) => tag.slug),
    management: address ? { address, port: known?.port ?? 22, hostKey: known?.hostKey ?? null } : null,
    interfaces: Object.fromEntries(
      own.map(({ id, name, description }) => [
        name,
        {
          ...(description === '' ? {} : { description: cleanText(description).slice(0, descriptionLength) }),
          ...(addressOf.has(id) ? { address: addressOf.get(id)! } : {}),
        },
      ]),
    ),
  };
}

function buildLinks(
  cables: CableEntry[],
  devices: ReadonlyMap<number, { name: string }>,
  interfaces: ReadonlyMap<number, InterfaceEntry>,
  leftOut: string[],
): Link[] {
  const names = new Set<string>();
  return cables.flatMap((cable): Link[] => {
    const ends = [cable.a_terminations, cable.b_terminations].map(([only, ...more]) =>
      only && more.length === 0 && only.object_type === 'dcim.interface' ? interfaces.get(only.object_id) : undefined,
    );
    const [a, b] = ends;
    const status = typeof cable.status === 'string' ? cable.status : (cable.status?.value ?? 'connected');
    if (status !== 'connected') {
      if (ends.some(Boolean)) leftOut.push(`cable ${cable.id}: it is ${cleanText(status)}, not connected`);
      return [];
    }
    if (!a || !b || a.device.id === b.device.id) {
      // A cable to a device that was not asked for is no mistake.
      if (ends.some(Boolean)) leftOut.push(`cable ${cable.id}: it is not between interfaces of two devices here`);
      return [];
    }
    const label = cleanText(cable.label).trim();
    const name = label === '' || names.has(label) ? `cable-${cable.id}` : label;
    names.add(name);
    const end = (each: InterfaceEntry) => ({ device: devices.get(each.device.id)!.name, interface: each.name });
    const speeds = [a.speed, b.speed].filter((speed) => typeof speed === 'number' && speed > 0) as number[];
    return [{ name, a: end(a), b: end(b), capacityMbps: speeds.length > 0 ? Math.min(...speeds) / 1000 : null }];
  });
}
