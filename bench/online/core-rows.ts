import type { LabelledRow } from '../../src/learning/online/online-learner.ts';
import {
  type CoreLayout,
  type CoreMinute,
  readCoreLabels,
  readCoreLayout,
  readCoreMinutes,
} from '../datasets/kddi-ipcore.ts';

/** The labelled, stable minutes of a folder in the order of time. */
export interface CoreStream {
  layout: CoreLayout;
  /** Names of the classes by number. */
  classes: string[];
  minutes: { minute: CoreMinute; label: number }[];
}

/** Reads a folder. Loss and delay are one class, as in the cause table. */
export function readCoreStream(folder: string): CoreStream {
  const layout = readCoreLayout(folder);
  const labels = readCoreLabels(folder);
  const labelled = readCoreMinutes(folder, layout).flatMap((minute) => {
    const label = labels.get(minute.time);
    if (!label?.stable || !label.cause) return [];
    return [{ minute, cause: label.cause === 'packet-delay' ? 'packet-loss' : label.cause }];
  });
  const classes = [...new Set(labelled.map(({ cause }) => cause))].sort();
  return { layout, classes, minutes: labelled.map(({ minute, cause }) => ({ minute, label: classes.indexOf(cause) })) };
}

/** A minute as the learner sees it: its counters, and no other minute's. The virtual switch is left out, as its gaps tell faults from normal. */
export const rowOf = ({ minute, label }: CoreStream['minutes'][number]): LabelledRow => ({
  row: Float64Array.of(...minute.adminUp, ...minute.rxPps, ...minute.txPps, ...minute.cpu, ...minute.prefixes),
  label,
});
