import { neighboursOf, type Topology } from '../domain/device.ts';

/** Trouble further away than this is another incident. Two hops, because the service probes of a device suffer from a link that its neighbour ends at. */
export const hopsTogether = 2;

/** How far two devices are from each other. The neighbours of every device are looked up once. */
export interface Grouping {
  /** Links between them, up to {@link hopsTogether}; Infinity beyond that. */
  hops(from: string, to: string): number;
}

export function createGrouping(topology: Topology): Grouping {
  const known = new Map<string, ReadonlySet<string>>();
  const near = (device: string): ReadonlySet<string> => {
    const found = known.get(device) ?? new Set(neighboursOf(topology, device));
    known.set(device, found);
    return found;
  };
  return {
    hops(from, to) {
      if (from === to) return 0;
      if (near(from).has(to)) return 1;
      for (const between of near(from)) if (near(between).has(to)) return 2;
      return Number.POSITIVE_INFINITY;
    },
  };
}
