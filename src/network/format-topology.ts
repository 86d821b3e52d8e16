import { stringify } from 'yaml';
import type { Device, Link, Topology } from '../domain/device.ts';

/** The text of topology.yaml, which reads back as the same topology. Names that YAML would take for numbers are in quotes. */
export function formatTopology({ devices, links }: Topology): string {
  return stringify(
    { devices: Object.fromEntries(devices.map(formatDevice)), links: Object.fromEntries(links.map(formatLink)) },
    { lineWidth: 0 },
  );
}

function formatDevice({ name, ...device }: Device): [string, object] {
  return [name, device];
}

function formatLink({ name, a, b, capacityMbps }: Link): [string, object] {
  return [name, { a: `${a.device}:${a.interface}`, b: `${b.device}:${b.interface}`, capacityMbps }];
}
