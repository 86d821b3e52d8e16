import type { DiscoveredDevice, DiscoveredInterface } from '../domain/discovered-device.ts';
import { createPlaceFinder } from './mapping/find-place.ts';
import { hostOf } from './mapping/known-names.ts';
import type { Losses } from './mapping/losses.ts';
import { type MappingInput, mappingSchema } from './mapping/mapping-schema.ts';
import { compileMapping } from './mapping/mapping-tables.ts';
import { createMetricMapping } from './mapping/metric-mapping.ts';
import type { Point } from './point.ts';

/** Gathers devices and interfaces from lines, whoever sends them. */
export interface Discovery {
  note(point: Point): void;
  devices(): DiscoveredDevice[];
}

/** Tags with the name that a device gives itself. */
const ownNames = ['sysName', 'hostname', 'system_id', 'host_name'];
const descriptions = ['ifAlias', 'if_alias', 'description', '/interfaces/interface/state/description'];
const remoteNames = ['lldpRemSysName', 'lldp_rem_sys_name', 'neighbor_system_name', 'system-name'];
const remotePorts = ['lldpRemPortId', 'lldpRemPortDesc', 'lldp_rem_port_id', 'neighbor_port_id', 'port-id'];
const onlyAddress = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*:[0-9a-f:.]+)$/i;

/** At most `limit` devices with `limit` interfaces each; what comes beyond is passed over. */
export function createDiscovery(own: MappingInput = {}, limit = 2_000): Discovery {
  const tables = compileMapping(mappingSchema.parse(own));
  const finder = createPlaceFinder(tables, null);
  const mapping = createMetricMapping(own);
  const devices = new Map<string, DiscoveredDevice>();
  /** The name by address, once a line had both. */
  const named = new Map<string, string>();

  function deviceOf(sent: string, { tags }: Point): DiscoveredDevice | undefined {
    const selfNamed = ownNames.map((tag) => tags.get(tag)).find((name) => name !== undefined && name !== '');
    const host = hostOf(sent);
    if (selfNamed !== undefined && host !== selfNamed) adopt(host, selfNamed);
    const name = selfNamed ?? named.get(host) ?? host;
    let device = devices.get(name);
    if (!device) {
      if (devices.size >= limit) return undefined;
      device = { name, addresses: [], interfaces: new Map(), neighbours: [] };
      devices.set(name, device);
    }
    if (onlyAddress.test(host) && !device.addresses.includes(host)) device.addresses.push(host);
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
      const rule = tables.ruleFor(point.measurement, point.tags);
      const found = rule === null ? undefined : finder.find(point, rule);
      const device = found && deviceOf(found.device === '' ? point.measurement : found.device, point);
      if (!device || !found?.interface) return;
      const about = interfaceOf(device, found.interface);
      if (!about) return;
      about.description ??= textOf(point, descriptions) ?? null;
      about.speedMbps ??= speedOf(point);
      const [name, port] = [textOf(point, remoteNames), textOf(point, remotePorts)];
      const isNew = !device.neighbours.some((each) => each.interface === found.interface && each.device === name);
      if (name !== undefined && port !== undefined && isNew)
        device.neighbours.push({ interface: found.interface, device: name, port });
    },
    devices: () => [...devices.values()],
  };

  function speedOf(point: Point): number | null {
    const located = mapping.locate(point);
    if (typeof located !== 'object' || located === null) return null;
    const outcome = { samples: [], losses: {} satisfies Losses } as Parameters<typeof mapping.measure>[2];
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
