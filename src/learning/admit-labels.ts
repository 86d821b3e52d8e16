import { isCauseId } from '../domain/cause.ts';
import type { Topology } from '../domain/device.ts';
import { type Label, labelsBefore, type Unexplained } from '../domain/recording.ts';

/** What of the labels and incidents a training does not learn a cause from, in the order in which it is told. */
export const leftOutWords = {
  unknownCause: 'with a cause that the vocabulary does not have',
  unknownDevice: 'at a device that the inventory does not have',
  outsideSpan: 'outside the span',
  unconfirmed: 'without a confirmed cause',
  dismissed: 'dismissed as none',
  noEvidence: 'of which it is not kept what they looked like',
} as const satisfies Record<string, string>;

/** How many labels or incidents, by reason; a reason that left nothing out is absent. */
export type LeftOut = Partial<Record<keyof typeof leftOutWords, number>>;

export interface AdmittedLabels {
  labels: Label[];
  unexplained: Unexplained[];
  leftOut: LeftOut;
}

/** One more, or several, that were left out. */
export function leaveOut(leftOut: LeftOut, reason: keyof LeftOut, count = 1): void {
  if (count > 0) leftOut[reason] = (leftOut[reason] ?? 0) + count;
}

/**
 * The labels that a training on a span, half-open, can learn from; one that reaches over an end is cut off there. A fault at a device that the
 * topology does not have teaches no cause, and its time is no ordinary one.
 */
export function admitLabels(
  labels: readonly Label[],
  { from = Number.NEGATIVE_INFINITY, to, topology }: { from?: number; to: number; topology: Topology },
): AdmittedLabels {
  const leftOut: LeftOut = {};
  const known = labels.filter(({ cause }) => isCauseId(cause));
  leaveOut(leftOut, 'unknownCause', labels.length - known.length);
  const inside = labelsBefore(known, to)
    .filter(({ end }) => end >= from)
    .map((label) => ({ ...label, start: Math.max(label.start, from) }));
  leaveOut(leftOut, 'outsideSpan', known.length - inside.length);
  const devices = new Set(topology.devices.map(({ name }) => name));
  const placed = inside.filter(({ device }) => devices.has(device));
  leaveOut(leftOut, 'unknownDevice', inside.length - placed.length);
  const elsewhere = inside.filter(({ device }) => !devices.has(device));
  return { labels: placed, unexplained: elsewhere.map(({ start, end }) => ({ start, end })), leftOut };
}
