import { type Place, placeKey } from '../../domain/place.ts';
import type { ReadingList } from '../../domain/reading.ts';
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

/** Gaps of each place from which the sampling interval is taken. */
const gapsOfPlace = 50;

interface Extent {
  place: Place;
  from: number;
  to: number;
  gaps: number[];
}

/**
 * Gathers the values of a metric at even steps, of all places: at steps of ten minutes ahead, which follow the interval of the values, unless
 * others are given. Which places stay where they are too many is drawn by `seed`.
 */
export function gatherForecastSeries(
  readings: ReadingList,
  metric: string,
  { seed, most = mostSteps, steps: given }: { seed: number; most?: number; steps?: ForecastSteps },
): ForecastData {
  const extents = findExtents(readings, metric);
  const steps = given ?? chooseSteps(upperMedian(extents.flatMap(({ gaps }) => gaps)) ?? 0);
  const stepOf = (at: number) => Math.floor(at / steps.stepMs);
  const lengthOf = ({ from, to }: Extent) => stepOf(to) - stepOf(from) + 1;
  const total = extents.reduce((sum, extent) => sum + lengthOf(extent), 0);
  const { kept, ofEach } = chooseKept(extents, { total, most, seed });
  const gathered = new Map(
    kept.map((extent) => {
      const length = Math.min(lengthOf(extent), ofEach);
      const first = stepOf(extent.to) - length + 1;
      return [placeKey(extent.place), { first, means: createStepMeans(length) }];
    }),
  );
  for (const { place, at, values } of readings) {
    const value = values.get(metric);
    if (value === undefined) continue;
    const found = gathered.get(placeKey(place));
    if (found && stepOf(at) >= found.first) found.means.add(stepOf(at) - found.first, value);
  }
  const series = [...gathered].map(([key, { first, means }]) => ({ key, first, values: means.means() }));
  return { ...steps, series: series.flatMap(trim), places: extents.length, steps: total };
}

function findExtents(readings: ReadingList, metric: string): Extent[] {
  const extents = new Map<string, Extent>();
  for (const { place, at, values } of readings) {
    if (!values.has(metric)) continue;
    const key = placeKey(place);
    const extent = extents.get(key);
    if (!extent) {
      extents.set(key, { place, from: at, to: at, gaps: [] });
      continue;
    }
    if (extent.gaps.length < gapsOfPlace) extent.gaps.push(at - extent.to);
    extent.to = at;
  }
  return [...extents.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, extent]) => extent);
}

function chooseKept(
  extents: Extent[],
  { total, most, seed }: { total: number; most: number; seed: number },
): { kept: Extent[]; ofEach: number } {
  if (total <= most) return { kept: extents, ofEach: Number.POSITIVE_INFINITY };
  const ofEach = Math.max(leastSteps, Math.floor(most / extents.length));
  const count = Math.min(extents.length, Math.max(1, Math.floor(most / ofEach)));
  const order = Int32Array.from(extents, (_, i) => i);
  shuffleFront(createRandom(seed), order, count);
  return { kept: [...order.subarray(0, count).sort()].map((i) => extents[i]!), ofEach };
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
