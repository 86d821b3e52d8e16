import type { Topology } from '../domain/device.ts';
import { placeKey } from '../domain/place.ts';
import { measureConfusion } from '../models/evaluation/confusion.ts';
import { createRandom } from '../models/random.ts';
import { fitRandomForest, type RandomForest } from '../models/random-forest.ts';
import { type CauseFeatures, createCauseFeatures } from './cause-features.ts';
import { type CauseModel, noCause } from './cause-model.ts';
import type { LabelledSpans } from './labelled-spans.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';
import { ruleCause } from './rule-cause.ts';

/** Rows of one class from one label: enough to see the onset and the steady state, not so many that a long fault rules. */
const rowsPerLabel = 60;
/** Share of the places without a fault of their own that become rows, at a moment with a fault and at an ordinary one. */
const keepBeside = 0.25;
const keepOrdinary = 0.5;
const ordinaryEvery = 40;

/** Gathers labelled rows while a training span is replayed, one call of `moment` for each sample interval. */
export interface CauseRows {
  moment(at: number): void;
  /** What was gathered so far, with the name of the cause that is true for each row. */
  gathered(): { row: Float64Array; cause: string }[];
  fit(options: { seed: number; onTree?: (done: number, total: number) => void }): TrainedCauses;
}

/** A forest on all rows, and what forest and rule score on the last 30 % of the time after training on the first 70 %. */
export interface TrainedCauses {
  model: Omit<CauseModel, 'id'>;
  features: string[];
  rows: number;
  macroF1: { forest: number | null; rule: number | null; majority: number | null };
}

export function createCauseRows(options: {
  layout: MetricLayout;
  topology: Topology;
  states: PlaceStates;
  spans: LabelledSpans;
  seed: number;
}): CauseRows {
  const { layout, topology, states, spans } = options;
  const features: CauseFeatures = createCauseFeatures(layout, topology, states);
  const width = features.names.length;
  const classes = [noCause, ...spans.causes];
  const random = createRandom(options.seed, 1);
  const rows: Float64Array[] = [];
  const labels: number[] = [];
  const times: number[] = [];
  const takenOfLabel = new Map<number, number>();
  let ordinaryMoments = 0;

  function keep(at: number, cause: number, write: (row: Float64Array) => void): void {
    const row = new Float64Array(width);
    write(row);
    rows.push(row);
    labels.push(cause);
    times.push(at);
  }

  return {
    gathered: () => rows.map((row, i) => ({ row, cause: classes[labels[i]!]! })),
    moment(at) {
      const label = spans.labelAt(at);
      if (label >= 0) {
        const taken = takenOfLabel.get(label) ?? 0;
        if (taken >= rowsPerLabel) return;
        takenOfLabel.set(label, taken + 1);
      } else if (!spans.isOrdinary(at) || ++ordinaryMoments % ordinaryEvery !== 0) return;
      const causes = spans.causesAt(at);
      for (const state of states.all()) {
        const cause = causes.get(placeKey(state.place));
        if (cause === undefined && random() >= (label >= 0 ? keepBeside : keepOrdinary)) continue;
        keep(at, cause === undefined ? 0 : classes.indexOf(cause), (row) => features.write(state.place, row));
      }
    },
    fit({ seed, onTree }) {
      const count = rows.length;
      const all = new Float64Array(count * width);
      for (let i = 0; i < count; i++) all.set(rows[i]!, i * width);
      const grow = (take: number, progress?: typeof onTree): RandomForest =>
        fitRandomForest(all.subarray(0, take * width), labels.slice(0, take), take, width, classes.length, {
          trees: 100,
          maxDepth: 10,
          minLeaf: 2,
          classWeights: 'balanced',
          seed,
          onTree: progress,
        });
      return {
        model: { layout, classes, forest: grow(count, onTree) },
        features: features.names,
        rows: count,
        macroF1: evaluate(grow, { all, labels, times, width, classes, names: features.names }),
      };
    },
  };
}

interface Table {
  all: Float64Array;
  labels: number[];
  times: number[];
  width: number;
  classes: string[];
  names: string[];
}

/** Split by time, because neighbouring moments are nearly equal and a random split would test on what it trained on. */
function evaluate(grow: (take: number) => RandomForest, table: Table): TrainedCauses['macroF1'] {
  const { all, labels, times, width, classes, names } = table;
  const cut = times.findIndex((at) => at > times[0]! + 0.7 * (times[times.length - 1]! - times[0]!));
  if (cut < 2 || new Set(labels.slice(0, cut)).size < 2) return { forest: null, rule: null, majority: null };
  const truth = labels.slice(cut).map((label) => classes[label]!);
  const test = all.subarray(cut * width);
  const forest = [...grow(cut).predict(test, truth.length)].map((k) => classes[k] ?? 'unknown');
  const rule = truth.map((_, i) => ruleCause(names, test.subarray(i * width, (i + 1) * width)));
  const score = (named: readonly string[]) => measureConfusion(truth, named).macroF1;
  return { forest: score(forest), rule: score(rule), majority: score(truth.map(() => noCause)) };
}
