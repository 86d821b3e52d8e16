import { fitIsolationForest } from '../models/isolation-forest.ts';
import { fitStandardScaler } from '../models/standard-scaler.ts';
import { createDeviations, type DetectorModel, joinSurprise, type KindModel } from './detector.ts';
import { type MetricLayout, placeKinds } from './metric-layout.ts';
import { featuresPerMetric, type PlaceState } from './place-states.ts';
import { fitSurprise } from './surprise.ts';

/** Share of ordinary readings that may score above the threshold. Persistence over several readings makes the rest of the false-alarm budget. */
const ordinaryAbove = 0.0002;

/** Gathers the rows that a detector is fitted on, while a training span is replayed. */
export interface DetectorRows {
  add(state: PlaceState, ordinary: boolean): void;
  fit(seed: number): DetectorModel;
}

/** `keepEvery`: one of so many rows is kept, which bounds memory. Only ordinary rows calibrate; all rows train the forest. */
export function createDetectorRows(layout: MetricLayout, keepEvery: number): DetectorRows {
  const deviationOf = createDeviations(layout);
  const gathered = { device: newRows(), interface: newRows() };
  return {
    add(state, ordinary) {
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
      for (const kind of placeKinds) {
        if (gathered[kind].features.length >= 2)
          kinds[kind] = fitKind(gathered[kind], layout[kind].length * featuresPerMetric, seed);
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

const newRows = (): Rows => ({ seen: 0, features: [], deviations: [], ordinary: [] });

function fitKind({ features, deviations, ordinary }: Rows, width: number, seed: number): KindModel {
  const count = features.length;
  const rows = new Float64Array(count * width);
  for (let i = 0; i < count; i++) rows.set(features[i]!, i * width);
  const scaler = fitStandardScaler(rows, count, width);
  scaler.transform(rows, count, rows);
  const forest = fitIsolationForest(rows, count, width, { seed });
  const scores = forest.score(rows, count);
  // Where every moment has a label, the labels can't tell what is ordinary, and the bulk of all rows has to.
  const calibrates = ordinary.includes(true) ? ordinary : ordinary.map(() => true);
  const onOrdinary = (values: ArrayLike<number>) =>
    Float64Array.from(calibrates.flatMap((is, i) => (is ? [values[i]!] : [])));
  const forestSurprise = fitSurprise(onOrdinary(scores));
  const deviationSurprise = fitSurprise(onOrdinary(deviations));
  const joined = scores.map((score, i) => joinSurprise(forestSurprise.of(score), deviationSurprise.of(deviations[i]!)));
  const sorted = onOrdinary(joined).sort();
  const threshold = sorted[Math.min(sorted.length - 1, Math.ceil((1 - ordinaryAbove) * sorted.length))] ?? 3;
  return { scaler, forest, forestSurprise, deviationSurprise, threshold };
}
