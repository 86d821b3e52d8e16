import type { DiscoveredDevice, DiscoveredInterface } from '../domain/discovered-device.ts';
import { addressOf, hostOf } from './mapping/address.ts';
import type { MappingInput } from './mapping/mapping-schema.ts';
import { createMetricMapping, type LocatedPoint } from './mapping/metric-mapping.ts';
import type { Outcome } from './mapping/place-series.ts';
import type { Point } from './point.ts';

/** Gathers devices and interfaces from lines, whoever sends them. */
export interface Discovery {
  note(point: Point): void;
  devices(): DiscoveredDevice[];
}

/** Tags with the name that a device gives itself. */
const ownNames = ['sysName', 'hostname', 'system_id', 'host_name'];
/** Tags with the address by which a device was asked, beside its own name. */
const askedBy = ['agent_host', 'source', 'agent', 'agent_address'];
const descriptions = ['ifAlias', 'if_alias', 'description', '/interfaces/interface/state/description'];
const remoteNames = ['lldpRemSysName', 'lldp_rem_sys_name', 'neighbor_system_name', 'system-name'];
const remotePorts = ['lldpRemPortId', 'lldpRemPortDesc', 'lldp_rem_port_id', 'neighbor_port_id', 'port-id'];

/** At most `limit` devices with `limit` interfaces each; what comes beyond is passed over. */
export function createDiscovery(own: MappingInput = {}, limit = 2_000): Discovery {
  const mapping = createMetricMapping(own);
  const devices = new Map<string, DiscoveredDevice>();
  /** The name by address, once a line had both. */
  const named = new Map<string, string>();

  function deviceOf(sent: string, { tags }: Point): DiscoveredDevice | undefined {
    const selfNamed = ownNames.map((tag) => tags.get(tag)).find((name) => name !== undefined && name !== '');
    const host = hostOf(sent);
    const asked = selfNamed === undefined ? [] : askedBy.map((tag) => hostOf(tags.get(tag) ?? ''));
    const addresses = new Set([host, ...asked].filter((each) => addressOf(each) !== undefined));
    if (selfNamed !== undefined)
      for (const other of [host, ...addresses]) if (other !== selfNamed) adopt(other, selfNamed);
    const name = selfNamed ?? named.get(host) ?? host;
    let device = devices.get(name);
    if (!device) {
      if (devices.size >= limit) return undefined;
      device = { name, addresses: [], interfaces: new Map(), neighbours: [] };
      devices.set(name, device);
    }
    for (const address of addresses) if (!device.addresses.includes(address)) device.addresses.push(address);
    return device;
  }

  /** What was gathered under an address belongs to the name that it turned out to have. */
  function adopt(address: string, name: string): void {
    if (named.get(address) === name || named.size >= limit) return;
    named.set(address, name);
    const before = devices.get(address);
    if (!before) return;
    devices.delete(address);
    const known = devices.get(name);
    if (!known) devices.set(name, { ...before, name });
    else
      for (const [port, about] of before.interfaces) if (!known.interfaces.has(port)) known.interfaces.set(port, about);
  }

  function interfaceOf(device: DiscoveredDevice, name: string): DiscoveredInterface | undefined {
    const known = device.interfaces.get(name);
    if (known || device.interfaces.size >= limit) return known;
    const about = { description: null, speedMbps: null };
    device.interfaces.set(name, about);
    return about;
  }

  return {
    note(point) {
      const located = mapping.locate(point);
      if (typeof located !== 'object' || located === null) return;
      const { place } = located;
      const device = deviceOf(place.device, point);
      if (!device || place.interface === null) return;
      const about = interfaceOf(device, place.interface);
      if (!about) return;
      about.description ??= textOf(point, descriptions) ?? null;
      about.speedMbps ??= speedOf(point, located);
      const [name, port] = [textOf(point, remoteNames), textOf(point, remotePorts)];
      const isNew = !device.neighbours.some((each) => each.interface === place.interface && each.device === name);
      if (name !== undefined && port !== undefined && isNew)
        device.neighbours.push({ interface: place.interface, device: name, port });
    },
    devices: () => [...devices.values()],
  };

  function speedOf(point: Point, located: LocatedPoint): number | null {
    const outcome: Outcome = { samples: [], losses: {} };
    mapping.measure(point, located, outcome);
    return outcome.samples.find(({ metric }) => metric === 'bandwidth_mbps')?.value ?? null;
  }
}

function textOf({ tags, fields }: Point, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = tags.get(name) ?? fields.get(name);
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}
