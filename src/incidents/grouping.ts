import { neighboursOf, type Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';

/**
 * Whether trouble at `place` belongs to an incident at `others`: same device, a neighbour, or a neighbour's neighbour. Two hops, because the
 * service probes of a device suffer from a link that its neighbour ends at.
 */
export function belongsTogether(topology: Topology, others: readonly Place[], place: Place): boolean {
  const devices = new Set(others.map((other) => other.device));
  if (devices.has(place.device)) return true;
  const near = neighboursOf(topology, place.device);
  if (near.some((name) => devices.has(name))) return true;
  return near.some((name) => neighboursOf(topology, name).some((far) => devices.has(far)));
}
