import { persistenceFor } from '../domain/persistence.ts';
import { worseWay } from '../domain/sample.ts';
import { fitAlarmThreshold } from '../models/detection/alarm-budget.ts';
import { fitCombinedDetector } from '../models/detection/combined-detector.ts';
import { type DetectorModel, dayShareOf, isWorthWaking } from './detector.ts';
import type { DetectorData, PlaceRows } from './detector-rows.ts';
import type { KindModel } from './kind-stream.ts';
import { type PlaceKind, placeKinds } from './metric-layout.ts';
import { leastOf } from './waking-level.ts';

/** Fewer rows say nothing about what is rare. */
const leastRows = 20;

/** A reading that is not even as rare as one in a hundred is no anomaly, however quiet the training span was. */
const leastScore = 2;

const dayMs = 86_400_000;

/** Fits a detector for each kind of place that has rows enough. The same data and seed give the same detector. */
export function fitDetector(
  { layout, places, intervalMs }: DetectorData,
  { seed, falseAlarmsPerDeviceDay }: { seed: number; falseAlarmsPerDeviceDay: number },
): DetectorModel {
  const kinds: DetectorModel['kinds'] = {};
  for (const kind of placeKinds) {
    const ofKind = places.filter((place) => place.kind === kind);
    const rows = ordinaryRows(ofKind);
    if (rows.length < leastRows) continue;
    const budget = budgetOf(places, kind, falseAlarmsPerDeviceDay);
    kinds[kind] = { ...fitKind(rows, layout[kind], { seed, budget, intervalMs }), least: leastOf(places) };
  }
  return { layout, kinds };
}

/** False alarms that are accepted per place and day: half of the budget for each kind, in equal parts for its places. */
export function budgetOf(places: readonly PlaceRows[], kind: PlaceKind, falseAlarmsPerDeviceDay: number): number {
  const devices = new Set(places.map(({ device }) => device)).size;
  return (falseAlarmsPerDeviceDay / 2) * (devices / places.filter((place) => place.kind === kind).length);
}

export interface Row {
  values: Float64Array;
  at: number;
  /** Rows of another place stood before this one. */
  seam: boolean;
}

/** Where every moment has a label, the labels can't tell what is ordinary, and all rows have to. */
export function ordinaryRows(places: readonly PlaceRows[]): Row[] {
  const rowsOf = (keep: (place: PlaceRows, i: number) => boolean): Row[] =>
    places.flatMap((place) =>
      place.values
        .map((values, i) => ({ values, at: place.at[i]!, kept: keep(place, i) }))
        .filter(({ kept }) => kept)
        .map(({ values, at }, i) => ({ values, at, seam: i === 0 })),
    );
  const ordinary = rowsOf((place, i) => place.ordinary[i]!);
  return ordinary.length >= leastRows ? ordinary : rowsOf(() => true);
}

interface Fitting {
  seed: number;
  /** False alarms that are accepted per place and day. */
  budget: number;
  intervalMs: number;
}

function fitKind(rows: readonly Row[], metrics: readonly string[], fitting: Fitting): Omit<KindModel, 'least'> {
  const { seed, budget, intervalMs } = fitting;
  const width = rows[0]!.values.length;
  const values = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) values.set(row.values, i * width);
  const combined = fitCombinedDetector(
    values,
    Float64Array.from(rows, ({ at }) => dayShareOf(at)),
    rows.length,
    width,
    {
      samplesPerDay: dayMs / Math.max(1, intervalMs),
      falseAlarmsPerDay: budget,
      seams: rows.flatMap(({ seam }, i) => (seam ? [i] : [])),
      // What lasts is counted in readings by the thresholds and by the incident: a smoothed score would come later, and stay longer.
      smoothingMinutes: 0,
      seed,
    },
  );
  const threshold = Math.max(leastScore, fitThreshold(rows, combined, fitting));
  return { combined, threshold, alone: fitAlone(rows, metrics, fitting) };
}

/** Where a rule sees a cause in a metric, whatever the others do; and a margin over what lasted, because one metric has few neighbours to bear it out. */
const [leastAlone, aloneMargin] = [6, 1.25];

/** Above what each metric lasted at on ordinary rows. Only of metrics of which somebody knows which way is bad. */
function fitAlone(rows: readonly Row[], metrics: readonly string[], fitting: Fitting): KindModel['alone'] {
  const isKnown = (metric: string) => ['up', 'down'].includes(worseWay(metric));
  const budget = fitting.budget / Math.max(1, metrics.filter(isKnown).length);
  return metrics.map((metric, f) => {
    if (!isKnown(metric)) return null;
    const scorer: RowScorer = { start: () => ({ push: (values) => ({ score: values[f]! || 0 }) }) };
    return Math.max(leastAlone, aloneMargin * fitThreshold(rows, scorer, { ...fitting, budget }));
  });
}

/** What gives the rows of a place a score, one after the other. */
export interface RowScorer {
  start(): { push(values: Float64Array, dayShare: number): { score: number } };
}

/**
 * A span of hours can't show what lasts as long as an incident needs once a day, so there what lasts half as long counts; and it shows few of the
 * rarest rows, so the threshold stands above what it shows by this factor.
 */
const longSpanMs = 2 * dayMs;
const shortSpanMargin = 1.2;
/** One odd reading alone lasts nowhere, however seldom readings come. */
const fewestLasting = 2;

/**
 * The lowest threshold with which what lasts on ordinary rows raises no more alarms than the budget allows. An incident needs several anomalous
 * readings, so one odd reading costs nothing.
 */
export function fitThreshold(
  rows: readonly Row[],
  scorer: RowScorer,
  { budget, intervalMs }: Omit<Fitting, 'seed'>,
): number {
  const { atLeast, of } = persistenceFor(intervalMs);
  const isLong = spanOf(rows) >= longSpanMs;
  const needed = isLong ? atLeast : Math.max(fewestLasting, Math.ceil(atLeast / 2));
  const lasting = new Float64Array(rows.length);
  let stream = scorer.start();
  let latest: number[] = [];
  for (const [i, { values, at, seam }] of rows.entries()) {
    if (seam) [stream, latest] = [scorer.start(), []];
    const { score } = stream.push(values, dayShareOf(at));
    const waking = isWorthWaking(values);
    latest = [...latest.slice(-(of - 1)), waking ? score : 0];
    const ranked = [...latest].sort((a, b) => b - a);
    lasting[i] = Math.min(waking ? score : 0, ranked[needed - 1] ?? 0);
  }
  return (isLong ? 1 : shortSpanMargin) * fitAlarmThreshold(lasting, dayMs / Math.max(1, intervalMs), budget);
}

/** From the first row to the last one, in milliseconds. Rows of several places follow each other. */
function spanOf(rows: readonly Row[]): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of rows) {
    first = Math.min(first, at);
    last = Math.max(last, at);
  }
  return last - first;
}
