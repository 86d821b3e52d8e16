import { placeKey } from '../domain/place.ts';
import { fitIsolationForest } from '../models/isolation-forest.ts';
import { fitStandardScaler } from '../models/standard-scaler.ts';
import { createDeviations, type DetectorModel, joinSurprise, type KindModel } from './detector.ts';
import { type MetricLayout, placeKinds } from './metric-layout.ts';
import { featuresPerMetric, type PlaceState } from './place-states.ts';
import { fitSurprise } from './surprise.ts';

/**
 * Ordinary readings of one place that may score above the threshold in a day. Most come alone, and persistence over several readings lets those
 * pass. The share is bounded, because below two hundredths of a percent a training span has no rows and above some percent nothing is rare.
 */
const ordinaryAbovePerDay = 17;
const leastShare = 0.0002;
const mostShare = 0.012;
const dayMs = 86_400_000;

/** Gathers the rows that a detector is fitted on, while a training span is replayed. */
export interface DetectorRows {
  add(state: PlaceState, ordinary: boolean): void;
  fit(seed: number): DetectorModel;
}

/** `keepEvery`: one of so many rows is kept, which bounds memory. Only ordinary rows calibrate; all rows train the forest. */
export function createDetectorRows(layout: MetricLayout, keepEvery: number): DetectorRows {
  const deviationOf = createDeviations(layout);
  const gathered = { device: newRows(), interface: newRows() };
  const interval = createIntervalGauge();
  return {
    add(state, ordinary) {
      interval.see(placeKey(state.place), state.at);
      const deviation = deviationOf(state);
      const rows = gathered[state.kind];
      rows.seen += 1;
      if (rows.seen % keepEvery !== 0) return;
      rows.features.push(state.features.slice());
      rows.deviations.push(deviation);
      rows.ordinary.push(ordinary);
    },
    fit(seed) {
      const kinds: DetectorModel['kinds'] = {};
      const share = Math.min(mostShare, Math.max(leastShare, (ordinaryAbovePerDay * interval.medianMs()) / dayMs));
      for (const kind of placeKinds) {
        if (gathered[kind].features.length >= 2)
          kinds[kind] = fitKind(gathered[kind], layout[kind].length * featuresPerMetric, { seed, share });
      }
      return { layout, kinds };
    },
  };
}

interface Rows {
  seen: number;
  features: Float64Array[];
  deviations: number[];
  ordinary: boolean[];
}

interface Fitting {
  seed: number;
  /** Share of ordinary rows above the threshold. */
  share: number;
}

/** Gaps that tell the usual one. */
const gapsSeen = 2_000;

/** Finds out how often places send. */
function createIntervalGauge() {
  const lastAt = new Map<string, number>();
  const gaps: number[] = [];
  return {
    see(key: string, at: number): void {
      const before = lastAt.get(key);
      lastAt.set(key, at);
      if (before !== undefined && gaps.length < gapsSeen) gaps.push(at - before);
    },
    medianMs: () => gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0,
  };
}

const newRows = (): Rows => ({ seen: 0, features: [], deviations: [], ordinary: [] });

function fitKind({ features, deviations, ordinary }: Rows, width: number, fitting: Fitting): KindModel {
  const count = features.length;
  const rows = new Float64Array(count * width);
  for (let i = 0; i < count; i++) rows.set(features[i]!, i * width);
  const scaler = fitStandardScaler(rows, count, width);
  scaler.transform(rows, count, rows);
  const forest = fitIsolationForest(rows, count, width, { seed: fitting.seed });
  const scores = forest.score(rows, count);
  // Where every moment has a label, the labels can't tell what is ordinary, and the bulk of all rows has to.
  const calibrates = ordinary.includes(true) ? ordinary : ordinary.map(() => true);
  const onOrdinary = (values: ArrayLike<number>) =>
    Float64Array.from(calibrates.flatMap((is, i) => (is ? [values[i]!] : [])));
  const forestSurprise = fitSurprise(onOrdinary(scores));
  const deviationSurprise = fitSurprise(onOrdinary(deviations));
  const joined = scores.map((score, i) => joinSurprise(forestSurprise.of(score), deviationSurprise.of(deviations[i]!)));
  const sorted = onOrdinary(joined).sort();
  const threshold = sorted[Math.min(sorted.length - 1, Math.ceil((1 - fitting.share) * sorted.length))] ?? 3;
  return { scaler, forest, forestSurprise, deviationSurprise, threshold };
}
