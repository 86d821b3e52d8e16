import { type Clock, createSteadyClock } from '../domain/clock.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import type { Baseline, Baselines } from './baseline.ts';
import { createJoinedReadings } from './joined-readings.ts';
import { createLearningPlaces } from './learning-places.ts';
import type { MetricLayout } from './metric-layout.ts';
import { createPastReadings } from './past-readings.ts';
import { createPlaceState, type FedPlaceState, type PlaceState } from './place-state.ts';
import { openWindows, windowRows } from './place-windows.ts';
import { createUsualValues, type UsualValuesOptions } from './usual-values.ts';

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
  /**
   * Undefined for a reading that is not newer than the last one, of a place that is still learning what is usual, and while another sender of the place
   * is still to come: its state is that of all of them.
   */
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

export function createPlaceStates(options: PlaceStatesOptions): PlaceStates {
  const { coldStart = 60, staleMs = 150_000, pastReadings = keptReadings } = options;
  const steady = options.clock && createSteadyClock(options.clock);
  const past = createPastReadings(pastReadings);
  const usualValues = createUsualValues({ ...options, onForgotten: forget });
  const joined = createJoinedReadings(mostPlaces);
  const states = new Map<string, FedPlaceState>();
  const byDevice = new Map<string, FedPlaceState[]>();
  const learning = createLearningPlaces(coldStart, past.forget);
  let { layout = { device: [], interface: [] } } = options;
  let windows = openWindows(layout);
  let latest = Number.NEGATIVE_INFINITY;
  let refused = 0;

  /** Gives a place a state, with a window of what is kept of it. */
  function open(place: Place, usual: ReadonlyMap<string, Baseline>): FedPlaceState {
    const state = createPlaceState(place, usual, windows, {
      openWindows: () => openWindows(layout),
      readings: () => past.of(place, 1),
    });
    for (const reading of past.of(place).slice(-windowRows - 1)) state.take(reading);
    states.set(placeKey(place), state);
    return state;
  }

  function openNew(place: Place, usual: ReadonlyMap<string, Baseline>): FedPlaceState {
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
    joined.forget(key);
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
    const { place } = reading;
    const key = placeKey(place);
    let state = states.get(key);
    if (!state) {
      const usual = usualValues.at(key);
      if (!usual) learn(reading, seenAt);
      else if (states.size < mostPlaces) state = openNew(place, usual);
      else refused += reading.values.size;
    }
    if (!state) return undefined;
    const whole = joined.join(reading);
    if (!whole) state.seenAt = seenAt;
    if (!whole || !state.take(whole)) return undefined;
    refused += past.add(whole);
    usualValues.heard(key, seenAt);
    state.seenAt = seenAt;
    latest = Math.max(latest, whole.at);
    return state;
  }

  const isFresh = (state: FedPlaceState) => (steady?.() ?? latest) - state.seenAt <= staleMs;

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
