import type { Topology } from '../../domain/device.ts';
import { interfaceKey } from '../../domain/interface-name.ts';
import { addressOf, nameKey } from './address.ts';

/** What the inventory calls the devices and interfaces that senders name in many ways. */
export interface KnownNames {
  /** The device with this name, address or domain name, with or without a port or a scheme; undefined for one that nothing in the inventory has. */
  device(sent: string): string | undefined;
  /** The interface of a device with this name in any spelling; undefined when the inventory has none. */
  interface(device: string, sent: string): string | undefined;
  /** The interface of a device with this very name. */
  exactInterface(device: string, sent: string): string | undefined;
}

/** Junos names the routing engine that answers. */
const routingEngine = /-re[01]$/;

const shortName = (name: string) => name.split('.', 1)[0]!;
const isFullName = (name: string) => name.includes('.') && addressOf(name) === undefined;

/** Keeps the first of a name; a name of two devices is no name of either. */
function addOnce(names: Map<string, string | null>, name: string, device: string): void {
  const taken = names.get(name);
  names.set(name, taken === undefined || taken === device ? device : null);
}

/**
 * Names of devices win over addresses, management addresses over those of interfaces, and what is written out over what is left out: a full domain
 * name stands for a short one and the other way round, but `a.example.net` never for `a.example.org`. What would be two devices is none.
 */
export function createKnownNames(topology: Topology): KnownNames {
  const exact = new Map<string, string>();
  const short = new Map<string, string | null>();
  for (const { name } of topology.devices) {
    exact.set(name.toLowerCase(), name);
    addOnce(short, shortName(name.toLowerCase()), name);
  }
  for (const { name, management } of topology.devices) {
    const address = management && nameKey(management.address);
    if (address && !exact.has(address)) exact.set(address, name);
  }
  const ofInterfaces = new Map<string, string | null>();
  for (const { name, interfaces } of topology.devices) {
    for (const { address } of Object.values(interfaces)) {
      if (address !== undefined) addOnce(ofInterfaces, nameKey(address.split('/', 1)[0]!), name);
    }
  }
  const ports = new Map(topology.devices.map((device) => [device.name, portsOf(Object.keys(device.interfaces))]));

  function find(host: string): string | undefined {
    const known = exact.get(host) ?? ofInterfaces.get(host);
    if (known || addressOf(host) !== undefined) return known ?? undefined;
    const byShort = short.get(shortName(host)) ?? undefined;
    return byShort !== undefined && isFullName(host) && isFullName(byShort) ? undefined : byShort;
  }

  return {
    device(sent) {
      const whole = exact.get(sent.toLowerCase());
      if (whole !== undefined) return whole;
      const host = nameKey(sent);
      return (
        find(host) ?? (routingEngine.test(shortName(host)) ? find(host.replace(/-re[01](?=\.|$)/, '')) : undefined)
      );
    },
    exactInterface: (device, sent) => (ports.get(device)?.exact.has(sent) ? sent : undefined),
    interface(device, sent) {
      const own = ports.get(device);
      return own?.exact.has(sent) ? sent : (own?.byKey.get(interfaceKey(sent)) ?? undefined);
    },
  };
}

function portsOf(names: readonly string[]): { exact: Set<string>; byKey: Map<string, string | null> } {
  const byKey = new Map<string, string | null>();
  for (const name of names) addOnce(byKey, interfaceKey(name), name);
  return { exact: new Set(names), byKey };
}
