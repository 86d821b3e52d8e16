import { type Link, linkAt, neighboursOf, otherEnd, type Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';

/**
 * What is around a place. `behind` are the devices that lose the rest of the network when the place is gone: the link for an interface, the
 * device itself otherwise.
 */
export interface Neighbourhood {
  link: Link | null;
  otherEnd: (Place & { interface: string }) | null;
  neighbours: string[];
  behind: string[];
}

export function describeNeighbourhood(topology: Topology, place: Place): Neighbourhood {
  const link = linkAt(topology, place) ?? null;
  return {
    link,
    otherEnd: otherEnd(topology, place) ?? null,
    neighbours: neighboursOf(topology, place.device),
    behind: cutOff(topology, place, link),
  };
}

function cutOff(topology: Topology, place: Place, link: Link | null): string[] {
  if (place.interface !== null && !link) return [];
  const parts = components(link ? withoutLink(topology, link) : withoutDevice(topology, place.device));
  return components(topology)
    .flatMap((whole) => smallerParts(parts.filter((part) => whole.includes(part[0]!))))
    .sort();
}

/** The largest part is the rest of the network; when there is no single largest one, every part is cut off from something. */
function smallerParts(parts: string[][]): string[] {
  if (parts.length < 2) return [];
  const largest = Math.max(...parts.map((part) => part.length));
  const tied = parts.filter((part) => part.length === largest).length > 1;
  return parts.filter((part) => tied || part.length < largest).flat();
}

function withoutLink(topology: Topology, link: Link): Topology {
  return { ...topology, links: topology.links.filter((other) => other !== link) };
}

function withoutDevice(topology: Topology, name: string): Topology {
  return {
    devices: topology.devices.filter((device) => device.name !== name),
    links: topology.links.filter((link) => link.a.device !== name && link.b.device !== name),
  };
}

/** Groups of devices that reach each other. */
function components(topology: Topology): string[][] {
  const left = new Set(topology.devices.map((device) => device.name));
  const parts: string[][] = [];
  for (const start of left) {
    const part = [start];
    left.delete(start);
    for (const name of part) {
      for (const next of neighboursOf(topology, name)) if (left.delete(next)) part.push(next);
    }
    parts.push(part);
  }
  return parts;
}
