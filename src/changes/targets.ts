import { type Link, linkAt, type Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';
import type { PlaybookFile } from './playbook-file.ts';

/** Where a plan acts. For a link these are both its ends, the one that was named first. */
export interface Target {
  places: Place[];
  link: Link | null;
}

/** The places that a playbook acts on for a place, or why there are none. */
export function findTarget(topology: Topology, playbook: PlaybookFile, place: Place): Target | { reason: string } {
  if (!topology.devices.some(({ name }) => name === place.device)) {
    return { reason: `${place.device} is not in the inventory` };
  }
  if (playbook.place === 'device') return { places: [{ device: place.device, interface: null }], link: null };
  const link = linkAt(topology, place);
  if (!link) return { reason: `The inventory has no link at ${place.device} ${place.interface ?? ''}`.trim() };
  const ends = link.a.device === place.device ? [link.a, link.b] : [link.b, link.a];
  return { places: ends, link };
}
