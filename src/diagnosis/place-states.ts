import { type Clock, createSteadyClock } from '../domain/clock.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { createLearningPlaces } from './learning-places.ts';
import { kindOf, type MetricLayout, type PlaceKind } from './metric-layout.ts';
import { createPastReadings } from './past-readings.ts';
import { openWindows, type Windows, windowRows } from './place-windows.ts';
import { createUsualValues, type UsualValuesOptions } from './usual-values.ts';

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

/** What training found, as far as it is about the places and not about a judge of them. */
export interface TrainedPlaces {
  /** The metrics that anybody judges. */
  layout: MetricLayout;
  baselines: Baselines;
}

/**
 * Follows all places: their windows, and what is usual there. Whoever judges them reads here, so judges may come and go. One pass, bounded memory
 * per place.
 */
export interface PlaceStates {
  /** Undefined for a reading that is not newer than the last one, or of a place that is still learning what is usual. */
  push(reading: Reading): PlaceState | undefined;
  /** The same for a reading from before this process: it is as old as its time says, not as its arrival. */
  recall(reading: Reading): void;
  /**
   * Takes what a training found. What it found usual counts from now on; a place or a metric that it never saw keeps what an earlier training found
   * or was learned while running. The windows are made anew out of the readings that are kept, so that no place begins with nothing.
   */
  adopt(trained: TrainedPlaces): void;
  /** Undefined for a place that is unknown or has been silent for too long. */
  get(place: Place): PlaceState | undefined;
  /** Also of a place that is silent. */
  usual(place: Place, metric: string): Baseline | undefined;
  interfacesOf(device: string): PlaceState[];
  all(): PlaceState[];
  /** Values that are not followed since the start: of metrics and places for which there was no room. */
  refused(): number;
}

/** Readings of a place that are kept for judges that come later: the longest look back of a detector is 100 rows. */
export const keptReadings = 100;

/** Places that are followed. */
const mostPlaces = 50_000;

export interface PlaceStatesOptions extends Partial<TrainedPlaces>, Omit<UsualValuesOptions, 'baselines'> {
  /** Readings from which a place that training never saw learns what is usual; it is not judged before. */
  coldStart?: number;
  /** After so long without a reading a place says nothing about now. */
  staleMs?: number;
  /** How many readings of a place are kept; {@link keptReadings} when left out. */
  pastReadings?: number;
  /** Live, readings are as old as their arrival says: devices' clocks differ. Left out, as in training, their times are compared. */
  clock?: Clock | undefined;
}

interface MutableState extends PlaceState {
  at: number;
  /** Sample time, or when the reading came where there is a clock. */
  seenAt: number;
  values: ReadonlyMap<string, number>;
  /** Takes a reading into the window; false when it is not newer than the last one. */
  take(reading: Reading): boolean;
}

export function createPlaceStates(options: PlaceStatesOptions): PlaceStates {
  const { coldStart = 60, staleMs = 150_000, pastReadings = keptReadings } = options;
  const steady = options.clock && createSteadyClock(options.clock);
  const past = createPastReadings(pastReadings);
  const usualValues = createUsualValues({ ...options, onForgotten: forget });
  const states = new Map<string, MutableState>();
  const byDevice = new Map<string, MutableState[]>();
  const learning = createLearningPlaces(coldStart, past.forget);
  let { layout = { device: [], interface: [] } } = options;
  let windows = openWindows(layout);
  let latest = Number.NEGATIVE_INFINITY;
  let refused = 0;

  /** `from` are the windows that it reads: those of all places, or of a look back that nobody else sees. */
  function createState(place: Place, usual: ReadonlyMap<string, Baseline>, from: Windows): MutableState {
    const kind = kindOf(place);
    const key = placeKey(place);
    const { metrics, position, window } = from[kind];
    const features = new Float64Array(window.width).fill(Number.NaN);
    const deviations = new Float64Array(metrics.length);
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
      now: (metric) => read(metric, 0),
      mean: (metric) => read(metric, 1),
      before: (metric) => read(metric, 3),
      usual: (metric) => usual.get(metric),
      past(visit) {
        const then = createState(place, usual, openWindows(layout));
        for (const reading of past.of(place, 1)) if (then.take(reading)) visit(then);
      },
      take({ at, values }) {
        for (const [index, metric] of metrics.entries()) {
          const value = values.get(metric);
          const baseline = usual.get(metric);
          deviations[index] =
            value === undefined || !baseline ? Number.NaN : (value - baseline.centre) / baseline.scale;
        }
        if (!window.push(window.entity(key), deviations, at, features)) return false;
        state.at = at;
        state.values = values;
        return true;
      },
    };
    return state;
  }

  /** Gives a place a state, with a window of what is kept of it. */
  function open(place: Place, usual: ReadonlyMap<string, Baseline>): MutableState {
    const state = createState(place, usual, windows);
    for (const reading of past.of(place).slice(-windowRows - 1)) state.take(reading);
    states.set(placeKey(place), state);
    return state;
  }

  function openNew(place: Place, usual: ReadonlyMap<string, Baseline>): MutableState {
    const state = open(place, usual);
    if (state.kind !== 'interface') return state;
    const ports = byDevice.get(place.device);
    if (ports) ports.push(state);
    else byDevice.set(place.device, [state]);
    return state;
  }

  /** A place that learned while running and was silent for long; it is open unless training saw it too. */
  function forget(key: string): void {
    if (!usualValues.at(key)) close(key);
    options.onForgotten?.(key);
  }

  function close(key: string): void {
    past.forget(key);
    const state = states.get(key);
    if (!state) return;
    states.delete(key);
    windows[state.kind].window.release(key);
    const ports = byDevice.get(state.place.device)?.filter((port) => port !== state) ?? [];
    if (ports.length > 0) byDevice.set(state.place.device, ports);
    else byDevice.delete(state.place.device);
  }

  function learn(reading: Reading, seenAt: number): void {
    if (!usualValues.mayLearn(seenAt)) {
      refused += reading.values.size;
      return;
    }
    refused += past.add(reading);
    const usual = learning.add(reading);
    if (usual) usualValues.learned(reading.place, usual, seenAt);
  }

  function take(reading: Reading, seenAt: number): PlaceState | undefined {
    const { place, at } = reading;
    const key = placeKey(place);
    let state = states.get(key);
    if (!state) {
      const usual = usualValues.at(key);
      if (!usual) learn(reading, seenAt);
      else if (states.size < mostPlaces) state = openNew(place, usual);
      else refused += reading.values.size;
    }
    if (!state?.take(reading)) return undefined;
    refused += past.add(reading);
    usualValues.heard(key, seenAt);
    state.seenAt = seenAt;
    latest = Math.max(latest, at);
    return state;
  }

  const isFresh = (state: MutableState) => (steady?.() ?? latest) - state.seenAt <= staleMs;

  return {
    push: (reading) => take(reading, steady?.() ?? reading.at),
    recall(reading) {
      const age = options.clock ? Math.max(0, options.clock() - reading.at) : 0;
      take(reading, steady ? steady() - age : reading.at);
    },
    adopt(trained) {
      usualValues.adopt(trained.baselines, steady?.() ?? latest);
      layout = trained.layout;
      windows = openWindows(layout);
      byDevice.clear();
      for (const [key, { place, seenAt }] of [...states]) {
        const usual = usualValues.at(key);
        if (usual) openNew(place, usual).seenAt = seenAt;
        else states.delete(key);
      }
      learning.endWhere((key) => usualValues.at(key) !== undefined);
    },
    get(place) {
      const state = states.get(placeKey(place));
      return state && isFresh(state) ? state : undefined;
    },
    usual: usualValues.of,
    interfacesOf: (device) => (byDevice.get(device) ?? []).filter(isFresh),
    all: () => [...states.values()].filter(isFresh),
    refused: () => refused,
  };
}
