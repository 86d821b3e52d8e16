import type { Place } from './place.ts';

/** How a device is reached. `hostKey` is the OpenSSH public key line that the device must present; without it no session is opened. */
export interface ManagementAddress {
  address: string;
  port: number;
  hostKey: string | null;
}

/** One device of the inventory. `platform` is a vendor id of network/vendors, or "unknown": then there is diagnosis only. */
export interface Device {
  name: string;
  platform: string;
  role: string;
  site: string;
  tags: string[];
  management: ManagementAddress | null;
  interfaces: Record<string, { description?: string; address?: string }>;
}

/** A cable between two interfaces. `capacityMbps` is null when it is not known. */
export interface Link {
  name: string;
  a: Place & { interface: string };
  b: Place & { interface: string };
  capacityMbps: number | null;
}

/** The inventory and the cables between its devices, as read from topology.yaml. */
export interface Topology {
  devices: Device[];
  links: Link[];
}

/** The link that ends at this interface, or undefined. */
export function linkAt(topology: Topology, place: Place): Link | undefined {
  return topology.links.find((link) =>
    [link.a, link.b].some((end) => end.device === place.device && end.interface === place.interface),
  );
}

/** The other end of the link at this interface, or undefined. */
export function otherEnd(topology: Topology, place: Place): (Place & { interface: string }) | undefined {
  const link = linkAt(topology, place);
  if (!link) return undefined;
  return link.a.device === place.device && link.a.interface === place.interface ? link.b : link.a;
}

/** Names of the devices that share a link with this one, without repeats, in the order of the links. */
export function neighboursOf(topology: Topology, device: string): string[] {
  const names = topology.links.flatMap((link) =>
    link.a.device === device ? [link.b.device] : link.b.device === device ? [link.a.device] : [],
  );
  return [...new Set(names)];
}
