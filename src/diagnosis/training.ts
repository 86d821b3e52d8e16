import type { Topology } from '../domain/device.ts';
import { samePlace } from '../domain/place.ts';
import type { Reading } from '../domain/reading.ts';
import type { Label } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { type BaselinesJson, baselinesToJSON, fitBaselines } from './baseline.ts';
import { createCauseRows, type TrainedCauses } from './cause-training.ts';
import type { DetectorModel } from './detector.ts';
import { createDetectorRows } from './detector-training.ts';
import { createLabelledSpans } from './labelled-spans.ts';
import { findLayout, kindOf, type PlaceKind } from './metric-layout.ts';
import { createPlaceStates } from './place-states.ts';
import { collectSeries } from './reading.ts';

export interface TrainingInput {
  /** In time order. */
  readings: readonly Reading[];
  labels: readonly Label[];
  topology: Topology;
  seed: number;
  /** False alarms that people accept per device and day; it sets the detector's threshold. Default 1. */
  falseAlarmsPerDeviceDay?: number;
  /** `done` of `total` steps; both count the same thing. */
  onProgress?: (done: number, total: number, note: string) => void;
}

/** Everything that one training span yields. `causes` is null without labels. */
export interface Trained {
  baselines: BaselinesJson;
  detector: DetectorModel;
  causes: TrainedCauses | null;
}

/**
 * Learns what is usual at each place, the anomaly detector and the cause forest from one span of telemetry, by replaying it through the same
 * code that judges live samples. Throws `too-few-samples` when the span is too short to learn anything.
 */
export function trainModels(input: TrainingInput): Trained {
  const { readings, topology, seed, falseAlarmsPerDeviceDay = 1 } = input;
  if (readings.length < 100) {
    throw new NocturneError('too-few-samples', `The training span has only ${readings.length} readings`, {
      hint: 'name a longer recording, or wait until more telemetry has come in',
    });
  }
  const total = readings.length + readings.length;
  const progress = (done: number, note: string) => input.onProgress?.(Math.min(done, total), total, note);
  progress(0, 'learning what is usual');
  const series = collectSeries(readings);
  const layout = findLayout(series);
  const baselines = fitBaselines(series);
  const states = createPlaceStates({ layout, baselines, pastReadings: 0 });
  const spans = createLabelledSpans(input.labels, topology, intervalOf(readings));
  const detectorRows = createDetectorRows(layout, countByKind(readings));
  const causeRows = createCauseRows({ layout, topology, states, spans, seed });
  let momentAt = readings[0]!.at;
  for (let i = 0; i < readings.length; i++) {
    const reading = readings[i]!;
    if (reading.at > momentAt) {
      causeRows.moment(momentAt);
      momentAt = reading.at;
    }
    const state = states.push(reading);
    if (state) detectorRows.add(state, spans.isOrdinary(reading.at));
    if (i % 4096 === 0) progress(i, 'replaying the recording');
  }
  progress(readings.length, 'fitting the anomaly detector');
  const detector = detectorRows.fit({ seed, falseAlarmsPerDeviceDay });
  const onTree = (done: number, all: number) =>
    progress(readings.length * (1 + done / all), 'growing the cause forest');
  const causes = spans.causes.length === 0 ? null : causeRows.fit({ seed, onTree });
  progress(total, 'done');
  return { baselines: baselinesToJSON(baselines), detector, causes };
}

function countByKind(readings: readonly Reading[]): Record<PlaceKind, number> {
  const count = { device: 0, interface: 0 };
  for (const { place } of readings) count[kindOf(place)] += 1;
  return count;
}

/** The median time between two readings of the place that comes first. */
export function intervalOf(readings: readonly Reading[]): number {
  const first = readings[0]!.place;
  const times = readings.filter(({ place }) => samePlace(place, first)).map(({ at }) => at);
  const gaps = times.slice(1).map((at, i) => at - times[i]!);
  return gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
}
