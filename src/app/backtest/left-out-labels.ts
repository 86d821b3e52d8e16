import type { Topology } from '../../domain/device.ts';
import type { Label } from '../../domain/recording.ts';

/** Labels by which nothing is measured, and why. */
export interface LeftOutLabels {
  /** What is not known: `cause fan-failure`, `device R9`. */
  unknown: string;
  labels: number;
}

/** Says of a label what is unknown: its device, which the topology does not have, or its cause, which does not count; null for neither. */
export function findUnknown(
  topology: Pick<Topology, 'devices'>,
  countsCause: (cause: string) => boolean,
): (label: Label) => string | null {
  const devices = new Set(topology.devices.map(({ name }) => name));
  return ({ device, cause }) =>
    !devices.has(device) ? `device ${device}` : countsCause(cause) ? null : `cause ${cause}`;
}

/** Counts the labels of which something is unknown, most first. */
export function leftOutLabels(
  labels: readonly Label[],
  topology: Pick<Topology, 'devices'>,
  countsCause: (cause: string) => boolean,
): LeftOutLabels[] {
  const unknownOf = findUnknown(topology, countsCause);
  const counts = new Map<string, number>();
  for (const label of labels) {
    const unknown = unknownOf(label);
    if (unknown !== null) counts.set(unknown, (counts.get(unknown) ?? 0) + 1);
  }
  return [...counts]
    .map(([unknown, many]) => ({ unknown, labels: many }))
    .sort((a, b) => b.labels - a.labels || (a.unknown < b.unknown ? -1 : 1));
}
