import type { Topology } from '../domain/device.ts';
import { samePlace } from '../domain/place.ts';
import type { ReadingList } from '../domain/reading.ts';
import type { Label, Unexplained } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { createGrowingFloats } from '../foundation/growing-array.ts';
import { upperMedian } from '../foundation/median.ts';
import { type Baselines, fitBaselines } from './baseline.ts';
import { createLabelledSpans, type LabelledSpans } from './labelled-spans.ts';
import { findLayout, kindOf, type MetricLayout, type PlaceKind } from './metric-layout.ts';
import type { PlaceState } from './place-state.ts';
import { createPlaceStates, type PlaceStates } from './place-states.ts';
import { collectSeries } from './reading.ts';

/** Telemetry of one span, and what is known of it. */
export interface TrainingInput {
  readings: ReadingList;
  labels: readonly Label[];
  /** Faults that teach no cause; none when left out. */
  unexplained?: readonly Unexplained[];
  topology: Topology;
}

/** A span that models learn from: what was sent, what is usual in it, and what its labels say. */
export interface TrainingSpan {
  readings: ReadingList;
  topology: Topology;
  layout: MetricLayout;
  baselines: Baselines;
  spans: LabelledSpans;
  /** What the places look like at the moment that the replay has come to. */
  states: PlaceStates;
}

/** Looks on while a span is replayed. */
export interface ReplayWatcher {
  /** Called once for each sample interval, when all of its readings are in the states. */
  moment?(at: number): void;
  /** Called for each reading. */
  reading?(state: PlaceState): void;
}

/** Reads a span: what its places measure and what is usual there. Throws `too-few-samples` when it is too short to learn anything. */
export function openTrainingSpan({ readings, labels, unexplained, topology }: TrainingInput): TrainingSpan {
  if (readings.length < 100) {
    throw new NocturneError('too-few-samples', `The training span has only ${readings.length} readings`, {
      hint: 'name a longer recording or span, or wait until more telemetry has come in',
    });
  }
  const series = collectSeries(readings);
  const layout = findLayout(series);
  const baselines = fitBaselines(series);
  return {
    ...{ readings, topology, layout, baselines },
    spans: createLabelledSpans(labels, topology, intervalOf(readings), unexplained),
    states: createPlaceStates({ layout, baselines, pastReadings: 0 }),
  };
}

/** Replays a span, once, through the code that judges live samples. */
export function replaySpan(
  { readings, states }: TrainingSpan,
  watchers: readonly ReplayWatcher[],
  onProgress: (done: number, total: number) => void,
): void {
  let momentAt = readings.at(0)!.at;
  let done = 0;
  for (const reading of readings) {
    if (reading.at > momentAt) {
      for (const watcher of watchers) watcher.moment?.(momentAt);
      momentAt = reading.at;
    }
    const state = states.push(reading);
    if (state) for (const watcher of watchers) watcher.reading?.(state);
    if (done++ % 4096 === 0) onProgress(done - 1, readings.length);
  }
}

/** How many readings of each kind of place there are. */
export function countByKind(readings: ReadingList): Record<PlaceKind, number> {
  const count = { device: 0, interface: 0 };
  for (const { place } of readings) count[kindOf(place)] += 1;
  return count;
}

/** The median time between two readings of the place that comes first. */
export function intervalOf(readings: ReadingList): number {
  const first = readings.at(0)!.place;
  const gaps = createGrowingFloats();
  let before = Number.NaN;
  for (const { place, at } of readings) {
    if (!samePlace(place, first)) continue;
    if (!Number.isNaN(before)) gaps.push(at - before);
    before = at;
  }
  return upperMedian(gaps.values()) ?? 0;
}
