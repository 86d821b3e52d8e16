import { createRollingMedians, type RollingRows } from '../../src/models/rolling-rows.ts';
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

/** Minutes of which the median says what is usual. */
const usualMinutes = 100;
/** Rates of nothing have a logarithm too. */
const least = 1e-3;

/**
 * Makes rows of the minutes of a stream, which come in order: the counters of the minute place by place, then without the places, in order of size, as
 * they are and as ratios to what was usual in the last hundred minutes. What a fault does to the network as a whole stays true when ports are moved or
 * the unit changes, so that labels of before still teach.
 */
export function createRowMaker(): (minute: CoreMinute) => Float64Array {
  let medians: RollingRows | undefined;
  return (minute) => {
    const counters = routerCounters(minute);
    medians ??= createRollingMedians(counters.length, usualMinutes);
    const usual = medians.values;
    const ratios = counters.map((value, c) => Math.log((Math.abs(value) + least) / (Math.abs(usual[c]!) + least)));
    const { adminUp, rxPps, txPps, cpu, prefixes } = minute;
    const balance = rxPps.map((rx, port) => rx / (1 + txPps[port]!));
    const groups = [rxPps, txPps, balance, cpu, prefixes, ...cutAs(ratios, [adminUp, rxPps, txPps, cpu, prefixes])];
    medians.push(Float64Array.from(counters, (value, c) => (Number.isNaN(value) ? usual[c] || 0 : value)));
    const up = adminUp.reduce((sum, one) => sum + (one || 0), 0);
    return Float64Array.from([...counters, up, ...groups.flatMap((group) => [...Float64Array.from(group).sort()])]);
  };
}

/** Values one after the other, cut into parts as long as those of `like`. */
function cutAs(values: readonly number[], like: readonly Float64Array[]): number[][] {
  let to = 0;
  return like.map(({ length }) => {
    to += length;
    return values.slice(to - length, to);
  });
}
