import type { Anomaly } from '../domain/incident.ts';
import type { Place } from '../domain/place.ts';
import { combinedDetectorFromJSON } from '../models/detection/combined-detector.ts';
import type { CombinedDetectorJson } from '../models/detection/combined-json.ts';
import { badness, writeBadness } from './badness.ts';
import { type KindModel, type KindStream, startKindStream } from './kind-stream.ts';
import { type MetricLayout, type PlaceKind, placeKinds } from './metric-layout.ts';
import type { PlaceState } from './place-state.ts';

/** Nobody is woken for less than this many usual deviations, however rare it is. */
export const leastDeviation = 3;

const dayMs = 86_400_000;

/** Part of the UTC day that has passed, 0..1. */
export const dayShareOf = (at: number) => (((at % dayMs) + dayMs) % dayMs) / dayMs;

/**
 * One calibrated score from several detectors: isolation forests over a reading and over its window, deviations from usual and from the
 * recent past, broken correlations, level shifts, daily rhythm (see models/detection/combined-detector.ts).
 */
export interface DetectorModel {
  layout: MetricLayout;
  kinds: Partial<Record<PlaceKind, KindModel>>;
}

export interface Judgement {
  /** −log₁₀ of how rare the reading is; NaN, unknown, when nothing was fitted for this kind of place. */
  score: number;
  /** Null for an ordinary reading. */
  anomaly: Anomaly | null;
}

/** Follows the recent past of each place. One pass, bounded memory per place. */
export interface Detector {
  judge(state: PlaceState): Judgement;
}

/** Whether a reading is far enough from usual, in the bad direction, to be worth waking somebody. `row` is what `writeBadness` wrote. */
export const isWorthWaking = (row: Float64Array, least = leastDeviation) => row.some((bad) => bad >= least);

export function createDetector({ layout, kinds }: DetectorModel): Detector {
  // A place that is followed no more takes its stream with it.
  const streams = new WeakMap<Place, KindStream>();
  const rows: Record<PlaceKind, Float64Array> = {
    device: new Float64Array(layout.device.length),
    interface: new Float64Array(layout.interface.length),
  };
  return {
    judge(state) {
      const kind = kinds[state.kind];
      if (!kind) return { score: Number.NaN, anomaly: null };
      const metrics = layout[state.kind];
      const stream = streams.get(state.place) ?? lookBack(kind, state, metrics);
      streams.set(state.place, stream);
      const row = writeBadness(state, metrics, rows[state.kind]);
      const { score } = stream.push(row, dayShareOf(state.at));
      if (!(score > kind.threshold) || !isWorthWaking(row, kind.least)) return { score, anomaly: null };
      const { at, place } = state;
      return {
        score,
        anomaly: {
          at,
          place,
          score: 1 - 10 ** -score,
          strength: score / kind.threshold,
          metrics: explain(state, metrics),
          detector: stream.leading(),
        },
      };
    },
  };
}

/** A stream that knows what the place sent before this judge came. */
function lookBack(kind: KindModel, state: PlaceState, metrics: readonly string[]): KindStream {
  const stream = startKindStream(kind);
  const row = new Float64Array(metrics.length);
  state.past((then) => stream.push(writeBadness(then, metrics, row), dayShareOf(then.at)));
  return stream;
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

/** An earlier release stored nothing of single metrics, and woke for the same deviation after each span. */
type StoredKind = Pick<KindModel, 'threshold'> & Partial<Pick<KindModel, 'alone' | 'least'>> & { combined: CombinedDetectorJson }; // biome-ignore format: one type

/** Restores what `JSON.stringify` made of a detector. */
export function detectorFromJSON(json: unknown): DetectorModel {
  const { layout, kinds } = json as {
    layout: MetricLayout;
    kinds: Partial<Record<PlaceKind, StoredKind>>;
  };
  const restored: DetectorModel['kinds'] = {};
  for (const kind of placeKinds) {
    const stored = kinds[kind];
    if (!stored) continue;
    const { threshold, alone = [], least = leastDeviation } = stored;
    restored[kind] = { combined: combinedDetectorFromJSON(stored.combined), threshold, alone, least };
  }
  return { layout, kinds: restored };
}
