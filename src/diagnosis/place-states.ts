import { type Clock, createSteadyClock } from '../domain/clock.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import { createFeatureWindow, type FeatureWindow } from '../telemetry/feature-windows.ts';
import { type Baseline, type Baselines, fitBaseline } from './baseline.ts';
import { kindOf, type MetricLayout, type PlaceKind } from './metric-layout.ts';

/** Features of one metric stand together: value, mean, deviation, lag, rate (see telemetry/feature-windows.ts). */
export const featuresPerMetric = 5;

/** What a place looks like now. Values are deviations from what is usual there; NaN where there is no value. */
export interface PlaceState {
  readonly place: Place;
  readonly kind: PlaceKind;
  /** Sample time of the latest reading. */
  readonly at: number;
  /** Deviations of the latest reading, in the order of the layout. */
  readonly deviations: Float64Array;
  /** The feature window over the deviations: five features a metric. */
  readonly features: Float64Array;
  /** The values themselves, as they were sent. */
  readonly values: ReadonlyMap<string, number>;
  now(metric: string): number;
  mean(metric: string): number;
  /** The reading before. */
  before(metric: string): number;
  usual(metric: string): Baseline | undefined;
}

/** Follows all places. One pass, bounded memory per place. */
export interface PlaceStates {
  /** Undefined for a reading that is not newer than the last one, or of a place that is still learning what is usual. */
  push(reading: Reading): PlaceState | undefined;
  /** Undefined for a place that is unknown or has been silent for too long. */
  get(place: Place): PlaceState | undefined;
  interfacesOf(device: string): PlaceState[];
  all(): PlaceState[];
}

/** Places that learn at a time: interfaces of containers get a new name with each start, and senders may write any name. */
const mostLearning = 10_000;

interface Options {
  layout: MetricLayout;
  baselines: Baselines;
  /** Readings from which a place that training never saw learns what is usual; it is not judged before. */
  coldStart?: number;
  /** After so long without a reading a place says nothing about now. */
  staleMs?: number;
  /** Live, readings are as old as their arrival says: devices' clocks differ. Left out, as in training, their times are compared. */
  clock?: Clock | undefined;
}

interface MutableState extends PlaceState {
  at: number;
  /** Sample time, or when the reading came where there is a clock. */
  seenAt: number;
  values: ReadonlyMap<string, number>;
}

export function createPlaceStates(options: Options): PlaceStates {
  const { layout, baselines, coldStart = 60, staleMs = 150_000 } = options;
  const steady = options.clock && createSteadyClock(options.clock);
  const windows: Record<PlaceKind, FeatureWindow> = {
    device: createFeatureWindow({ metrics: layout.device }),
    interface: createFeatureWindow({ metrics: layout.interface }),
  };
  const positions: Record<PlaceKind, Map<string, number>> = {
    device: new Map(layout.device.map((metric, index) => [metric, index])),
    interface: new Map(layout.interface.map((metric, index) => [metric, index])),
  };
  const states = new Map<string, MutableState>();
  const byDevice = new Map<string, MutableState[]>();
  // In the order of their last readings.
  const learning = new Map<string, Map<string, number[]>>();
  let latest = Number.NEGATIVE_INFINITY;

  function createState(place: Place, usual: Map<string, Baseline>): MutableState {
    const kind = kindOf(place);
    const position = positions[kind];
    const features = new Float64Array(windows[kind].width).fill(Number.NaN);
    const read = (metric: string, offset: number) => {
      const index = position.get(metric);
      return index === undefined ? Number.NaN : features[index * featuresPerMetric + offset]!;
    };
    const state: MutableState = {
      place,
      kind,
      at: Number.NEGATIVE_INFINITY,
      seenAt: Number.NEGATIVE_INFINITY,
      values: new Map(),
      deviations: new Float64Array(layout[kind].length),
      features,
      now: (metric) => read(metric, 0),
      mean: (metric) => read(metric, 1),
      before: (metric) => read(metric, 3),
      usual: (metric) => usual.get(metric),
    };
    states.set(placeKey(place), state);
    if (kind === 'interface') byDevice.set(place.device, [...(byDevice.get(place.device) ?? []), state]);
    return state;
  }

  /** Collects readings of a new place until they tell what is usual there. */
  function learn(reading: Reading): void {
    const key = placeKey(reading.place);
    const seen = learning.get(key) ?? new Map<string, number[]>();
    learning.delete(key);
    learning.set(key, seen);
    if (learning.size > mostLearning) learning.delete(learning.keys().next().value!);
    let most = 0;
    for (const [metric, value] of reading.values) {
      const list = seen.get(metric) ?? [];
      list.push(value);
      seen.set(metric, list);
      most = Math.max(most, list.length);
    }
    if (most < coldStart) return;
    learning.delete(key);
    const usual = new Map<string, Baseline>();
    for (const [metric, list] of seen) {
      const baseline = fitBaseline(metric, list);
      if (baseline) usual.set(metric, baseline);
    }
    baselines.set(key, usual);
  }

  const isFresh = (state: MutableState) => (steady?.() ?? latest) - state.seenAt <= staleMs;

  return {
    push(reading) {
      const key = placeKey(reading.place);
      const usual = baselines.get(key);
      if (!usual) {
        learn(reading);
        return undefined;
      }
      const state = states.get(key) ?? createState(reading.place, usual);
      const metrics = layout[state.kind];
      for (let index = 0; index < metrics.length; index++) {
        const value = reading.values.get(metrics[index]!);
        const baseline = usual.get(metrics[index]!);
        state.deviations[index] =
          value === undefined || !baseline ? Number.NaN : (value - baseline.centre) / baseline.scale;
      }
      const window = windows[state.kind];
      if (!window.push(window.entity(key), state.deviations, reading.at, state.features)) return undefined;
      state.at = reading.at;
      state.values = reading.values;
      state.seenAt = steady?.() ?? reading.at;
      latest = Math.max(latest, reading.at);
      return state;
    },
    get(place) {
      const state = states.get(placeKey(place));
      return state && isFresh(state) ? state : undefined;
    },
    interfacesOf: (device) => (byDevice.get(device) ?? []).filter(isFresh),
    all: () => [...states.values()].filter(isFresh),
  };
}
