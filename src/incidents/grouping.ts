import { neighboursOf, type Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';

/** Trouble further away than this is another incident. Two hops, because the service probes of a device suffer from a link that its neighbour ends at. */
export const hopsTogether = 2;

/** How far two devices are from each other. The neighbours of every device are looked up once. */
export interface Grouping {
  /** Links between them, up to {@link hopsTogether}; Infinity beyond that. */
  hops(from: string, to: string): number;
  /**
   * Whether a device hangs behind another: without that one it would be cut off from the greater part of the network. However far away
   * it is, its trouble may be that of the device before it.
   */
  isBehind(before: string, device: string): boolean;
  /** Near each other, or the other one is where this one would be cut off. */
  mayBeOne(place: Place, other: Place): boolean;
  /** In links, up to {@link hopsTogether}: what hangs behind a place is as far as the furthest that still belongs to it. */
  distance(named: Place, other: Place): number;
}

export function createGrouping(topology: Topology): Grouping {
  const known = new Map<string, ReadonlySet<string>>();
  const near = (device: string): ReadonlySet<string> => {
    const found = known.get(device) ?? new Set(neighboursOf(topology, device));
    known.set(device, found);
    return found;
  };
  const cutOff = new Map<string, ReadonlySet<string>>();

  function findCutOff(before: string): ReadonlySet<string> {
    const parts: Set<string>[] = [];
    for (const start of near(before)) {
      if (parts.some((part) => part.has(start))) continue;
      const part = new Set([start]);
      for (const device of part) for (const next of near(device)) if (next !== before) part.add(next);
      parts.push(part);
    }
    const [greatest, second] = parts.sort((a, b) => b.size - a.size);
    // Of two equal halves nobody can say which one hangs behind.
    return new Set(greatest?.size === second?.size ? [] : parts.slice(1).flatMap((part) => [...part]));
  }

  function isBehind(before: string, device: string): boolean {
    const behind = cutOff.get(before) ?? findCutOff(before);
    cutOff.set(before, behind);
    return behind.has(device);
  }

  function hops(from: string, to: string): number {
    if (from === to) return 0;
    if (near(from).has(to)) return 1;
    for (const between of near(from)) if (near(between).has(to)) return 2;
    return Number.POSITIVE_INFINITY;
  }

  return {
    isBehind,
    hops,
    mayBeOne: (place, other) =>
      hops(place.device, other.device) <= hopsTogether || isBehind(other.device, place.device),
    distance(named, other) {
      const far = hops(named.device, other.device);
      return isBehind(named.device, other.device) ? Math.min(hopsTogether, far) : far;
    },
  };
}
