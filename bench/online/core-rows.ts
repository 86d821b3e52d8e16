import type { LabelledRow } from '../../src/learning/online/online-learner.ts';
import {
  type CoreMinute,
  findLabelled,
  mergeCause,
  readCoreLabels,
  readCoreLayout,
  readCoreMinutes,
  routerCounters,
} from '../datasets/kddi-ipcore.ts';

/** The labelled, stable minutes of a folder in the order of time. */
export interface CoreStream {
  /** Names of the classes by number. */
  classes: string[];
  minutes: { minute: CoreMinute; label: number }[];
}

/** Reads a folder. Loss and delay are one class, as in the cause table. */
export function readCoreStream(folder: string): CoreStream {
  const minutes = readCoreMinutes(folder, readCoreLayout(folder));
  const labelled = findLabelled(minutes, readCoreLabels(folder));
  const causes = labelled.map(({ label }) => mergeCause(label.cause));
  const classes = [...new Set(causes)].sort();
  return { classes, minutes: labelled.map(({ minute }, i) => ({ minute, label: classes.indexOf(causes[i]!) })) };
}

/** A minute as the learner sees it: its counters, and no other minute's. */
export const rowOf = ({ minute, label }: CoreStream['minutes'][number]): LabelledRow => ({
  row: Float64Array.from(routerCounters(minute)),
  label,
});
