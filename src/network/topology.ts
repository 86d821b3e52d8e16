import { type Device, type Link, linkAt, type Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';

/** What is imagined to be gone. */
export interface Without {
  device?: string;
  link?: string;
}

export function findDevice(topology: Topology, name: string): Device | undefined {
  return topology.devices.find((device) => device.name === name);
}

function linkedTo(topology: Topology, device: string, without: Without): string[] {
  return topology.links
    .filter((link) => link.name !== without.link)
    .flatMap((link) => (link.a.device === device ? [link.b.device] : link.b.device === device ? [link.a.device] : []))
    .filter((name) => name !== without.device);
}

function reachableFrom(topology: Topology, start: string, without: Without): Set<string> {
  const seen = new Set([start]);
  for (const device of seen) for (const next of linkedTo(topology, device, without)) seen.add(next);
  return seen;
}

/**
 * What hangs behind a device or a link: the devices that lose their only way to the rest of the network when it is gone. "The rest" is the
 * part that holds the most core devices, then the most devices, then the first of the inventory. Names in the order of the inventory.
 */
export function blastRadius(topology: Topology, without: Without): string[] {
  const before = partsOf(topology, {});
  const after = partsOf(topology, without);
  return before.flatMap((whole) => {
    const pieces = after.filter((piece) => piece.some((name) => whole.includes(name)));
    const rest = pieces.reduce(
      (best, piece) => (weigh(topology, piece) > weigh(topology, best) ? piece : best),
      pieces[0] ?? [],
    );
    return whole.filter((name) => name !== without.device && !rest.includes(name));
  });
}

function partsOf(topology: Topology, without: Without): string[][] {
  const left = new Set(topology.devices.map(({ name }) => name).filter((name) => name !== without.device));
  const parts: string[][] = [];
  for (const name of left) {
    const part = reachableFrom(topology, name, without);
    parts.push([...part]);
    for (const member of part) left.delete(member);
  }
  return parts;
}

function weigh(topology: Topology, part: string[]): number {
  const core = part.filter((name) => findDevice(topology, name)?.tags.includes('core')).length;
  return core * topology.devices.length + part.length;
}

/** How a device is managed. "in-band" lists the places whose loss can lock the product out of it. */
export type ManagementPath =
  | { kind: 'out-of-band' }
  | { kind: 'in-band'; places: (Place & { interface: string })[] }
  | { kind: 'unknown' };

/**
 * Compares the management address with the addresses of the device's interfaces. An address of no interface, or of an interface without a
 * link that is no loopback, is a network of its own. A loopback is reached through every link.
 */
export function managementPath(topology: Topology, name: string): ManagementPath {
  const device = findDevice(topology, name);
  if (!device?.management) return { kind: 'unknown' };
  const { address } = device.management;
  const own = Object.entries(device.interfaces).find(([, { address: held }]) => held?.split('/')[0] === address)?.[0];
  if (own === undefined) return { kind: 'out-of-band' };
  const link = linkAt(topology, { device: name, interface: own });
  if (link) return { kind: 'in-band', places: [link.a, link.b] };
  if (!/^lo/i.test(own)) return { kind: 'out-of-band' };
  return { kind: 'in-band', places: linksOf(topology, name).flatMap((each) => [each.a, each.b]) };
}

function linksOf(topology: Topology, device: string): Link[] {
  return topology.links.filter((link) => link.a.device === device || link.b.device === device);
}

/** Names of the devices that a change at these places may cut off from the product. */
export function managedThrough(topology: Topology, places: Place[]): string[] {
  const touches = (end: Place) =>
    places.some(
      (place) => place.device === end.device && (place.interface === null || place.interface === end.interface),
    );
  return topology.devices
    .filter(({ name }) => {
      const path = managementPath(topology, name);
      return path.kind === 'in-band' && path.places.some(touches);
    })
    .map(({ name }) => name);
}
