import { placeKey } from '../domain/place.ts';
import { upperMedian } from '../foundation/median.ts';
import { writeBadness } from './badness.ts';
import type { MetricLayout, PlaceKind } from './metric-layout.ts';
import type { PlaceState } from './place-state.ts';

/** Rows of one place stay together in blocks of this many, because the parts that look at the recent past need it. */
const blockRows = 256;

/** Rows that a detector is fitted on at most, for each kind of place: more changes little and costs seconds. */
const rowsWanted = 20_000;

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

const emptyPlace = (kind: PlaceKind, device: string): PlaceRows => ({
  kind,
  device,
  values: [],
  at: [],
  ordinary: [],
  faulty: [],
});

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
    medianMs: () => upperMedian(gaps) ?? 0,
  };
}

/** From the first row of any place to the last one, in milliseconds; −∞ without rows. */
export function spanOfPlaces(places: readonly PlaceRows[]): number {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of places) {
    first = Math.min(first, at[0] ?? first);
    last = Math.max(last, at.at(-1) ?? last);
  }
  return last - first;
}
