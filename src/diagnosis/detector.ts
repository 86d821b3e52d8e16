import type { Anomaly } from '../domain/incident.ts';
import { placeKey } from '../domain/place.ts';
import { type IsolationForest, isolationForestFromJSON } from '../models/isolation-forest.ts';
import { createRollingDeviation, type RollingDeviation } from '../models/rolling-deviation.ts';
import { type StandardScaler, standardScalerFromJSON } from '../models/standard-scaler.ts';
import { badness, levelOf } from './badness.ts';
import { type MetricLayout, type PlaceKind, placeKinds } from './metric-layout.ts';
import { featuresPerMetric, type PlaceState } from './place-states.ts';
import { type Surprise, surpriseFromJSON } from './surprise.ts';

/** Nobody is woken for less than this many usual deviations, however rare it is. */
const leastDeviation = 3;

/** What is fitted for one kind of place. */
export interface KindModel {
  scaler: StandardScaler;
  forest: IsolationForest;
  forestSurprise: Surprise;
  deviationSurprise: Surprise;
  threshold: number;
}

/**
 * One calibrated score from two detectors: the isolation forest over the feature window, and the deviations (from what is usual at the
 * place, and from its last 30 readings), which find single-metric trouble that a forest overlooks.
 */
export interface DetectorModel {
  layout: MetricLayout;
  kinds: Partial<Record<PlaceKind, KindModel>>;
}

/** Follows the rolling deviation of each place and joins all scores. */
export interface Detector {
  /** Null for an ordinary reading, or when nothing was fitted for this kind of place. */
  judge(state: PlaceState): Anomaly | null;
}

/** The deviation part: what is unusual for the place, or against its own last readings. Keeps one window per place. */
export function createDeviations(layout: MetricLayout): (state: PlaceState) => number {
  const rolling = new Map<string, RollingDeviation>();
  const scratch: Record<PlaceKind, Float64Array> = {
    device: new Float64Array(layout.device.length),
    interface: new Float64Array(layout.interface.length),
  };
  return (state) => {
    const metrics = layout[state.kind];
    const key = placeKey(state.place);
    const window =
      rolling.get(key) ??
      createRollingDeviation({ width: metrics.length, floor: new Float64Array(metrics.length).fill(0.7), limit: 30 });
    rolling.set(key, window);
    const out = scratch[state.kind];
    window.push(state.deviations, out);
    let worst = levelOf(state, metrics);
    for (let i = 0; i < metrics.length; i++) worst = Math.max(worst, 0.7 * badness(metrics[i]!, out[i]!));
    return worst;
  };
}

export function createDetector(model: DetectorModel): Detector {
  const deviationOf = createDeviations(model.layout);
  const scaled: Record<PlaceKind, Float64Array> = {
    device: new Float64Array(model.layout.device.length * featuresPerMetric),
    interface: new Float64Array(model.layout.interface.length * featuresPerMetric),
  };
  return {
    judge(state) {
      const kind = model.kinds[state.kind];
      if (!kind) return null;
      const metrics = model.layout[state.kind];
      const row = scaled[state.kind];
      kind.scaler.transform(state.features, 1, row);
      const forest = kind.forestSurprise.of(kind.forest.scoreOne(row));
      const deviation = kind.deviationSurprise.of(deviationOf(state));
      const surprise = joinSurprise(forest, deviation);
      if (!(surprise > kind.threshold) || levelOf(state, metrics) < leastDeviation) return null;
      return {
        at: state.at,
        place: state.place,
        score: 1 - 10 ** -surprise,
        metrics: explain(state, metrics),
        detector: forest > deviation ? 'isolation forest' : 'deviation from usual',
      };
    },
  };
}

export function joinSurprise(forest: number, deviation: number): number {
  return Number.isNaN(forest) ? deviation : (forest + deviation) / 2;
}

function explain(state: PlaceState, metrics: readonly string[]): Anomaly['metrics'] {
  return metrics
    .filter((metric) => badness(metric, state.mean(metric)) >= leastDeviation / 2)
    .sort((a, b) => badness(b, state.mean(b)) - badness(a, state.mean(a)))
    .map((metric) => ({
      metric,
      value: state.values.get(metric) ?? Number.NaN,
      expected: state.usual(metric)?.centre ?? Number.NaN,
      deviation: state.now(metric),
    }));
}

/** Restores what `JSON.stringify` made of a detector. */
export function detectorFromJSON(json: unknown): DetectorModel {
  const { layout, kinds } = json as { layout: MetricLayout; kinds: Record<string, Record<string, never>> };
  const restored: DetectorModel['kinds'] = {};
  for (const kind of placeKinds) {
    const stored = kinds[kind];
    if (!stored) continue;
    restored[kind] = {
      scaler: standardScalerFromJSON(stored.scaler!),
      forest: isolationForestFromJSON(stored.forest!),
      forestSurprise: surpriseFromJSON(stored.forestSurprise!),
      deviationSurprise: surpriseFromJSON(stored.deviationSurprise!),
      threshold: Number(stored.threshold),
    };
  }
  return { layout, kinds: restored };
}
