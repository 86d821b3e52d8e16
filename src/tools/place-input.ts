import { z } from 'zod';
import type { Topology } from '../domain/device.ts';
import type { Place } from '../domain/place.ts';

/** How tools ask for a place. */
export const placeInput = {
  device: z.string().min(1).max(120).describe('Device name exactly as in the incident or the topology'),
  interface: z.string().min(1).max(120).nullish().describe('Interface name, or null for the whole device'),
};

/** The place, when the device is in the inventory. A name that is not there is never looked up anywhere. */
export function findPlace(
  topology: Topology,
  input: { device: string; interface?: string | null | undefined },
): Place | null {
  const known = topology.devices.some((device) => device.name === input.device);
  return known ? { device: input.device, interface: input.interface ?? null } : null;
}

export function unknownDevice(topology: Topology): { outcome: 'refused'; reason: string } {
  const names = topology.devices.map((device) => device.name).slice(0, 50);
  return { outcome: 'refused', reason: `No such device in the inventory. There are: ${names.join(', ')}.` };
}
