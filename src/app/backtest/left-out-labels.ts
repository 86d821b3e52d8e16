import type { Topology } from '../../domain/device.ts';
import type { Label } from '../../domain/recording.ts';

/** Labels by which nothing is measured, and why. */
export interface LeftOutLabels {
  /** What is not known: `cause fan-failure`, `device R9`. */
  unknown: string;
  labels: number;
}

/** Counts labels of devices that the topology does not have, and those whose cause does not count, most first. */
export function leftOutLabels(
  labels: readonly Label[],
  topology: Pick<Topology, 'devices'>,
  countsCause: (cause: string) => boolean,
): LeftOutLabels[] {
  const devices = new Set(topology.devices.map(({ name }) => name));
  const counts = new Map<string, number>();
  for (const { device, cause } of labels) {
    const unknown = !devices.has(device) ? `device ${device}` : countsCause(cause) ? null : `cause ${cause}`;
    if (unknown !== null) counts.set(unknown, (counts.get(unknown) ?? 0) + 1);
  }
  return [...counts]
    .map(([unknown, many]) => ({ unknown, labels: many }))
    .sort((a, b) => b.labels - a.labels || (a.unknown < b.unknown ? -1 : 1));
}
