import { placeKey } from '../../domain/place.ts';
import type { Reading } from '../../domain/reading.ts';
import { upperMedian } from '../../foundation/median.ts';
import { chooseSteps, createStepMeans, type ForecastSteps } from '../../models/forecasting/forecast-steps.ts';
import { createRandom, shuffleFront } from '../../models/random.ts';

/** One metric at one place at even steps. */
export interface PlaceSeries {
  key: string;
  /** Number of its first step since 1970. */
  first: number;
  /** Means of the steps; NaN where nothing was measured. */
  values: Float64Array;
}

/** One metric at all places: what forecasts are learned from and judged by. */
export interface ForecastData extends ForecastSteps {
  series: PlaceSeries[];
  /** Places that sent the metric, and steps between their first and last values; of many only some are in `series`. */
  places: number;
  steps: number;
}

/** Steps that are learned from at most: more change little and cost minutes. */
const mostSteps = 30_000;

/** Where places are left out, each of the others keeps so many steps, its newest: ten hours of minutes. */
const leastSteps = 600;

/** A sum, a count and a mean of each step, and a copy where data are cut in time. */
const bytesOfStep = 28;

/** Gaps of each place from which the sampling interval is taken. */
const gapsOfPlace = 50;

/** One value of one place. */
export interface SeriesPoint {
  /** Of the place. */
  key: string;
  /** Milliseconds since 1970. */
  at: number;
  value: number;
}

interface Extent {
  key: string;
  from: number;
  to: number;
  gaps: number[];
}

interface GatherOptions {
  seed: number;
  /** The even steps; those of ten minutes ahead, which follow the interval of the values, when left out. */
  steps?: ForecastSteps | undefined;
  /** Steps to keep at most. */
  most?: number;
  /** Told how many bytes are needed before they are taken. */
  onSize?: (bytes: number) => void;
}

/** Gathers the values of a metric at even steps, of all places. Which places stay where they are too many is drawn by `seed`. */
export function gatherForecastSeries(
  readings: Iterable<Reading>,
  metric: string,
  options: GatherOptions,
): ForecastData {
  return gatherForecastPoints({ [Symbol.iterator]: () => pointsOf(readings, metric) }, options);
}

function* pointsOf(readings: Iterable<Reading>, metric: string): Generator<SeriesPoint, undefined> {
  for (const { place, at, values } of readings) {
    const value = values.get(metric);
    if (value !== undefined) yield { key: placeKey(place), at, value };
  }
}

/** The same of points, which are gone through twice: those of one place in time order. */
export function gatherForecastPoints(
  points: Iterable<SeriesPoint>,
  { seed, most = mostSteps, steps: given, onSize }: GatherOptions,
): ForecastData {
  const extents = findExtents(points);
  const steps = given ?? chooseSteps(upperMedian(extents.flatMap(({ gaps }) => gaps)) ?? 0);
  const stepOf = (at: number) => Math.floor(at / steps.stepMs);
  const lengthOf = ({ from, to }: Extent) => stepOf(to) - stepOf(from) + 1;
  const total = extents.reduce((sum, extent) => sum + lengthOf(extent), 0);
  const { kept, ofEach } = chooseKept(extents, { total, most, seed });
  onSize?.(kept.reduce((sum, extent) => sum + Math.min(lengthOf(extent), ofEach), 0) * bytesOfStep);
  const gathered = new Map(
    kept.map((extent) => {
      const length = Math.min(lengthOf(extent), ofEach);
      const first = stepOf(extent.to) - length + 1;
      return [extent.key, { first, means: createStepMeans(length) }];
    }),
  );
  for (const { key, at, value } of points) {
    const found = gathered.get(key);
    if (found && stepOf(at) >= found.first) found.means.add(stepOf(at) - found.first, value);
  }
  const series = [...gathered].map(([key, { first, means }]) => ({ key, first, values: means.means() }));
  return { ...steps, series: series.flatMap(trim), places: extents.length, steps: total };
}

/** What training learns from where there is more: some of the places, drawn by `seed`, and the newest steps of each. */
export function keepNewestSteps(
  data: ForecastData,
  { seed, most = mostSteps }: { seed: number; most?: number },
): ForecastData {
  const total = data.series.reduce((sum, { values }) => sum + values.length, 0);
  const { kept, ofEach } = chooseKept(data.series, { total, most, seed });
  const series = kept.flatMap(({ key, first, values }) => {
    const begin = Math.max(0, values.length - ofEach);
    return trim({ key, first: first + begin, values: values.subarray(begin) });
  });
  return { ...data, series, places: data.series.length, steps: total };
}

function findExtents(points: Iterable<SeriesPoint>): Extent[] {
  const extents = new Map<string, Extent>();
  for (const { key, at } of points) {
    const extent = extents.get(key);
    if (!extent) {
      extents.set(key, { key, from: at, to: at, gaps: [] });
      continue;
    }
    if (extent.gaps.length < gapsOfPlace) extent.gaps.push(at - extent.to);
    // A late sender's value may lie outside of what came before it.
    extent.from = Math.min(extent.from, at);
    extent.to = Math.max(extent.to, at);
  }
  return [...extents.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function chooseKept<Kept>(
  all: Kept[],
  { total, most, seed }: { total: number; most: number; seed: number },
): { kept: Kept[]; ofEach: number } {
  if (total <= most) return { kept: all, ofEach: Number.POSITIVE_INFINITY };
  const ofEach = Math.max(leastSteps, Math.floor(most / all.length));
  const count = Math.min(all.length, Math.max(1, Math.floor(most / ofEach)));
  const order = Int32Array.from(all, (_, i) => i);
  shuffleFront(createRandom(seed), order, count);
  return { kept: [...order.subarray(0, count).sort()].map((i) => all[i]!), ofEach };
}

/** The steps that begin later than `after` and not later than `until`. */
export function forecastSeriesBetween(data: ForecastData, after: number, until: number): ForecastData {
  const from = Math.floor(after / data.stepMs) + 1;
  const to = Math.floor(until / data.stepMs) + 1;
  const series = data.series.flatMap(({ key, first, values }) => {
    const begin = Math.max(0, Math.min(values.length, from - first));
    const end = Math.max(begin, Math.min(values.length, to - first));
    return trim({ key, first: first + begin, values: values.slice(begin, end) });
  });
  return { ...data, series };
}

/** Values that are there, of all series. */
export const countValues = ({ series }: ForecastData): number =>
  series.reduce((sum, { values }) => sum + values.reduce((n, value) => n + Number(!Number.isNaN(value)), 0), 0);

/** When the first and the last step begin, milliseconds since 1970; null without any. */
export function forecastExtent({ series, stepMs }: ForecastData): { from: number; to: number } | null {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { first, values } of series) {
    from = Math.min(from, first);
    to = Math.max(to, first + values.length - 1);
  }
  return from <= to ? { from: from * stepMs, to: to * stepMs } : null;
}

/**
 * The later part of a series with up to `warmUp` steps of the earlier one before it; alone where there is none, or where more than `mostGap` steps
 * lie between, over which nothing warms up.
 */
export function joinSeries(
  earlier: PlaceSeries | undefined,
  later: PlaceSeries,
  { warmUp, mostGap }: { warmUp: number; mostGap: number },
): Float64Array {
  if (!earlier || later.first - (earlier.first + earlier.values.length) > mostGap) return later.values;
  const from = Math.max(earlier.first, later.first - warmUp);
  const values = new Float64Array(later.first - from + later.values.length).fill(Number.NaN);
  values.set(earlier.values.subarray(from - earlier.first));
  values.set(later.values, later.first - from);
  return values;
}

/** A series begins and ends with a value. */
function trim({ key, first, values }: PlaceSeries): PlaceSeries[] {
  const begin = values.findIndex((value) => !Number.isNaN(value));
  const end = values.findLastIndex((value) => !Number.isNaN(value)) + 1;
  return begin < 0 ? [] : [{ key, first: first + begin, values: values.subarray(begin, end) }];
}
