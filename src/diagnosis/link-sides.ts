import type { Link, Topology } from '../domain/device.ts';
import { type Place, placeKey } from '../domain/place.ts';

/** The devices that would be cut off from the greater part of the network without a link, and the device before them; none when nothing is. */
export interface LinkSide {
  devices: readonly string[];
  before: string | null;
}

/** What hangs behind links. Each is looked up once. */
export interface LinkSides {
  /** `near` and `other` are the ends of one link. */
  behind(near: Place, other: Place): LinkSide;
}

const nothing: LinkSide = { devices: [], before: null };

export function createLinkSides(topology: Topology): LinkSides {
  const known = new Map<string, LinkSide>();
  const linksOf = new Map<string, Link[]>();
  for (const link of topology.links)
    for (const { device } of [link.a, link.b]) linksOf.set(device, [...(linksOf.get(device) ?? []), link]);

  /** Every device that is reached from this one without the link that ends at `cut`. */
  function reached(from: string, cut: string): Set<string> {
    const found = new Set([from]);
    for (const device of found)
      for (const { a, b } of linksOf.get(device) ?? [])
        if (placeKey(a) !== cut && placeKey(b) !== cut) found.add(a.device === device ? b.device : a.device);
    return found;
  }

  function find(near: Place, other: Place): LinkSide {
    const cut = placeKey(near);
    const [here, there] = [reached(near.device, cut), reached(other.device, cut)];
    // Of two equal halves nobody can say which one hangs behind.
    if (here.has(other.device) || here.size === there.size) return nothing;
    return here.size < there.size
      ? { devices: [...here], before: other.device }
      : { devices: [...there], before: near.device };
  }

  return {
    behind(near, other) {
      const key = [placeKey(near), placeKey(other)].sort().join('\n');
      const side = known.get(key) ?? find(near, other);
      known.set(key, side);
      return side;
    },
  };
}
