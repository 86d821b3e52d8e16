import { type Clock, createSteadyClock } from '../domain/clock.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { createLearningPlaces } from './learning-places.ts';
import { kindOf, type MetricLayout, type PlaceKind } from './metric-layout.ts';
import { createPastReadings } from './past-readings.ts';
import { openWindows, type Windows, windowRows } from './place-windows.ts';

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
   * Takes what a training found. What it found usual counts from now on; a place that it never saw keeps what was learned while running. The
   * windows are made anew out of the readings that are kept, so that no place begins with nothing.
   */
  adopt(trained: TrainedPlaces): void;
  /** Undefined for a place that is unknown or has been silent for too long. */
  get(place: Place): PlaceState | undefined;
  /** Also of a place that is silent. */
  usual(place: Place, metric: string): Baseline | undefined;
  interfacesOf(device: string): PlaceState[];
  all(): PlaceState[];
}

/** Readings of a place that are kept for judges that come later: the longest look back of a detector is 100 rows. */
export const keptReadings = 100;

export interface PlaceStatesOptions extends Partial<TrainedPlaces> {
  /** What an earlier process learned while running. */
  learned?: Baselines;
  /** Told when a place that training never saw has learned what is usual, so that it outlives the process. */
  onLearned?: (place: Place, usual: ReadonlyMap<string, Baseline>) => void;
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
  const { coldStart = 60, staleMs = 150_000, pastReadings = keptReadings, onLearned } = options;
  const steady = options.clock && createSteadyClock(options.clock);
  const past = createPastReadings(pastReadings);
  const learned: Baselines = new Map(options.learned);
  const states = new Map<string, MutableState>();
  const byDevice = new Map<string, MutableState[]>();
  const learning = createLearningPlaces(coldStart, past.forget);
  let { layout = { device: [], interface: [] }, baselines = new Map() } = options;
  let windows = openWindows(layout);
  let latest = Number.NEGATIVE_INFINITY;

  const usualAt = (key: string) => baselines.get(key) ?? learned.get(key);

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
    if (state.kind === 'interface') byDevice.set(place.device, [...(byDevice.get(place.device) ?? []), state]);
    return state;
  }

  function learn(reading: Reading): void {
    past.add(reading);
    const usual = learning.add(reading);
    if (!usual) return;
    learned.set(placeKey(reading.place), usual);
    onLearned?.(reading.place, usual);
  }

  function take(reading: Reading, seenAt: number): PlaceState | undefined {
    const { place, at } = reading;
    const key = placeKey(place);
    const usual = usualAt(key);
    if (!usual) {
      learn(reading);
      return undefined;
    }
    const state = states.get(key) ?? openNew(place, usual);
    if (!state.take(reading)) return undefined;
    past.add(reading);
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
      ({ layout, baselines } = trained);
      windows = openWindows(layout);
      byDevice.clear();
      for (const [key, { place, seenAt }] of [...states]) {
        const usual = usualAt(key);
        if (usual) openNew(place, usual).seenAt = seenAt;
        else states.delete(key);
      }
      learning.endWhere((key) => usualAt(key) !== undefined);
    },
    get(place) {
      const state = states.get(placeKey(place));
      return state && isFresh(state) ? state : undefined;
    },
    usual: (place, metric) => usualAt(placeKey(place))?.get(metric),
    interfacesOf: (device) => (byDevice.get(device) ?? []).filter(isFresh),
    all: () => [...states.values()].filter(isFresh),
  };
}
