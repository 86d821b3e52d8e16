import { persistenceFor } from '../domain/persistence.ts';
import { placeKey } from '../domain/place.ts';
import { fitAlarmThreshold } from '../models/detection/alarm-budget.ts';
import { fitCombinedDetector } from '../models/detection/combined-detector.ts';
import { writeBadness } from './badness.ts';
import { type DetectorModel, dayShareOf, isWorthWaking, type KindModel } from './detector.ts';
import { type MetricLayout, type PlaceKind, placeKinds } from './metric-layout.ts';
import type { PlaceState } from './place-states.ts';

/** Rows of one place stay together in blocks of this many, because the parts that look at the recent past need it. */
const blockRows = 256;

/** Rows that a detector is fitted on at most, for each kind of place: more changes little and costs seconds. */
const rowsWanted = 20_000;

/** Fewer rows say nothing about what is rare. */
const leastRows = 20;

/** A reading that is not even as rare as one in a hundred is no anomaly, however quiet the training span was. */
const leastScore = 2;

const dayMs = 86_400_000;

/** Gathers the rows that a detector is fitted on, while a training span is replayed. */
export interface DetectorRows {
  add(state: PlaceState, labelled: { ordinary: boolean; faulty: boolean }): void;
  gathered(): DetectorData;
}

/** Rows of one place, in time order. */
export interface PlaceRows {
  kind: PlaceKind;
  device: string;
  /** How bad each metric is, in the order of the layout. */
  values: Float64Array[];
  at: number[];
  ordinary: boolean[];
  /** A label says that a fault acts here. */
  faulty: boolean[];
}

/** What a detector is fitted on and measured on. */
export interface DetectorData {
  layout: MetricLayout;
  places: PlaceRows[];
  intervalMs: number;
}

/** `readings`: how many readings of each kind the span holds, which says how many of them can be kept. */
export function createDetectorRows(layout: MetricLayout, readings: Record<PlaceKind, number>): DetectorRows {
  const places = new Map<string, PlaceRows & { seen: number }>();
  const interval = createIntervalGauge();
  const keepEvery = (kind: PlaceKind) => Math.max(1, Math.ceil(readings[kind] / rowsWanted));
  return {
    add(state, { ordinary, faulty }) {
      const key = placeKey(state.place);
      interval.see(key, state.at);
      const { kind } = state;
      const place = places.get(key) ?? { ...emptyPlace(kind, state.place.device), seen: 0 };
      places.set(key, place);
      const block = Math.floor(place.seen / blockRows);
      place.seen += 1;
      if (block % keepEvery(kind) !== 0) return;
      const metrics = layout[kind];
      place.values.push(writeBadness(state, metrics, new Float64Array(metrics.length)));
      place.at.push(state.at);
      place.ordinary.push(ordinary);
      place.faulty.push(faulty);
    },
    gathered: () => ({ layout, places: [...places.values()], intervalMs: interval.medianMs() }),
  };
}

/** The rows of a part of the time: later than `after` and not later than `until`. */
export function detectorRowsBetween(data: DetectorData, after: number, until: number): DetectorData {
  const places = data.places.map((place) => {
    const kept = place.at.flatMap((at, i) => (at > after && at <= until ? [i] : []));
    const take = <T>(values: readonly T[]) => kept.map((i) => values[i]!);
    const { values, at, ordinary, faulty } = place;
    return { ...place, values: take(values), at: take(at), ordinary: take(ordinary), faulty: take(faulty) };
  });
  return { ...data, places: places.filter(({ at }) => at.length > 0) };
}

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
    kinds[kind] = fitKind(rows, { seed, budget: budgetOf(places, kind, falseAlarmsPerDeviceDay), intervalMs });
  }
  return { layout, kinds };
}

/** False alarms that are accepted per place and day: half of the budget for each kind, in equal parts for its places. */
export function budgetOf(places: readonly PlaceRows[], kind: PlaceKind, falseAlarmsPerDeviceDay: number): number {
  const devices = new Set(places.map(({ device }) => device)).size;
  return (falseAlarmsPerDeviceDay / 2) * (devices / places.filter((place) => place.kind === kind).length);
}

const emptyPlace = (kind: PlaceKind, device: string): PlaceRows => ({
  kind,
  device,
  values: [],
  at: [],
  ordinary: [],
  faulty: [],
});

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

function fitKind(rows: readonly Row[], fitting: Fitting): KindModel {
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
      seed,
    },
  );
  return { combined, threshold: Math.max(leastScore, fitThreshold(rows, combined, fitting)) };
}

/** What gives the rows of a place a score, one after the other. */
export interface RowScorer {
  start(): { push(values: Float64Array, dayShare: number): { score: number } };
}

/**
 * The lowest threshold with which what lasts on ordinary rows raises no more alarms than the budget allows. An incident needs several anomalous
 * readings, so one odd reading costs nothing; but a span of hours can't show what lasts as long as that once a day, so what lasts half as long
 * counts.
 */
export function fitThreshold(
  rows: readonly Row[],
  scorer: RowScorer,
  { budget, intervalMs }: Omit<Fitting, 'seed'>,
): number {
  const { atLeast, of } = persistenceFor(intervalMs);
  const half = Math.ceil(atLeast / 2);
  const lasting = new Float64Array(rows.length);
  let stream = scorer.start();
  let latest: number[] = [];
  for (const [i, { values, at, seam }] of rows.entries()) {
    if (seam) [stream, latest] = [scorer.start(), []];
    const { score } = stream.push(values, dayShareOf(at));
    const waking = isWorthWaking(values);
    latest = [...latest.slice(-(of - 1)), waking ? score : 0];
    const ranked = [...latest].sort((a, b) => b - a);
    lasting[i] = Math.min(waking ? score : 0, ranked[half - 1] ?? 0);
  }
  return fitAlarmThreshold(lasting, dayMs / Math.max(1, intervalMs), budget);
}

/** Gaps that tell the usual one. */
const gapsSeen = 2_000;

/** Finds out how often places send. */
function createIntervalGauge() {
  const lastAt = new Map<string, number>();
  const gaps: number[] = [];
  return {
    see(key: string, at: number): void {
      const before = lastAt.get(key);
      lastAt.set(key, at);
      if (before !== undefined && gaps.length < gapsSeen) gaps.push(at - before);
    },
    medianMs: () => [...gaps].sort((a, b) => a - b)[gaps.length >> 1] ?? 0,
  };
}
