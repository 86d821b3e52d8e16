import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import type { Baseline } from './baseline.ts';
import { kindOf, type PlaceKind } from './metric-layout.ts';
import type { Windows } from './place-windows.ts';

/** Features of one metric stand together: value, mean, deviation, lag, rate (see telemetry/feature-windows.ts). */
const featuresPerMetric = 5;

/** What a place looks like now. Values are deviations from what is usual there; NaN where there is no value. */
export interface PlaceState {
  readonly place: Place;
  readonly kind: PlaceKind;
  /** Sample time of the latest reading. */
  readonly at: number;
  /** The values themselves, as they were sent. */
  readonly values: ReadonlyMap<string, number>;
  now(metric: string): number;
  mean(metric: string): number;
  /** The reading before. */
  before(metric: string): number;
  usual(metric: string): Baseline | undefined;
  /** What the place looked like at the readings before this one, oldest first, as far as they are kept. `visit` must not keep the state. */
  past(visit: (state: PlaceState) => void): void;
}

/** The state of a place that is fed with its readings. */
export interface FedPlaceState extends PlaceState {
  at: number;
  /** Sample time, or when the reading came where there is a clock. */
  seenAt: number;
  values: ReadonlyMap<string, number>;
  /** Takes a reading into the window; false when it is not newer than the last one. */
  take(reading: Reading): boolean;
}

/** No reading was taken yet. `windows` are those that it reads and feeds. */
export function createPlaceState(
  place: Place,
  usual: ReadonlyMap<string, Baseline>,
  windows: Windows,
  /** Windows and readings of a look back, which nobody else sees. */
  back: { openWindows(): Windows; readings(): Iterable<Reading> },
): FedPlaceState {
  const kind = kindOf(place);
  const key = placeKey(place);
  const { metrics, position, window } = windows[kind];
  const features = new Float64Array(window.width).fill(Number.NaN);
  const deviations = new Float64Array(metrics.length);
  const read = (metric: string, offset: number) => {
    const index = position.get(metric);
    return index === undefined ? Number.NaN : features[index * featuresPerMetric + offset]!;
  };
  const state: FedPlaceState = {
    place,
    kind,
    at: Number.NEGATIVE_INFINITY,
    seenAt: Number.NEGATIVE_INFINITY,
    values: new Map(),
    now: (metric) => read(metric, 0),
    mean: (metric) => read(metric, 1),
    before: (metric) => read(metric, 3),
    usual: (metric) => usual.get(metric),
    past(visit) {
      const then = createPlaceState(place, usual, back.openWindows(), back);
      for (const reading of back.readings()) if (then.take(reading)) visit(then);
    },
    take({ at, values }) {
      for (const [index, metric] of metrics.entries()) {
        const value = values.get(metric);
        const baseline = usual.get(metric);
        deviations[index] = value === undefined || !baseline ? Number.NaN : (value - baseline.centre) / baseline.scale;
      }
      if (!window.push(window.entity(key), deviations, at, features)) return false;
      state.at = at;
      state.values = values;
      return true;
    },
  };
  return state;
}
