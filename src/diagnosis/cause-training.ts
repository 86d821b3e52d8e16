import type { Topology } from '../domain/device.ts';
import { placeKey } from '../domain/place.ts';
import { measureConfusion } from '../models/evaluation/confusion.ts';
import { createRandom } from '../models/random.ts';
import { fitRandomForest } from '../models/random-forest.ts';
import { columnsOf, createCauseFeatures, writeColumns } from './cause-features.ts';
import { type CauseModel, causeColumnNames, noCause } from './cause-model.ts';
import { type CauseWay, sureFrom, wayOf } from './cause-ways.ts';
import type { LabelledSpans } from './labelled-spans.ts';
import type { MetricLayout } from './metric-layout.ts';
import type { PlaceStates } from './place-states.ts';
import { ruleCause } from './rule-cause.ts';

/** Rows of one class from one label: enough to see the onset and the steady state, not so many that a long fault rules. */
const rowsPerLabel = 60;
/** Ten levels tell a delay from a loss by their first signs only: on kddi-ipcore 29 of 64 delays were called a loss, and 14 with twenty levels. */
const mostDepth = 20;

/** Share of the places without a fault of their own that become rows, at a moment with a fault and at an ordinary one. */
const keepBeside = 0.25;
const keepOrdinary = 0.5;
const ordinaryEvery = 40;

/** Gathers labelled rows while a training span is replayed, one call of `moment` for each sample interval. */
export interface CauseRows {
  moment(at: number): void;
  /** What was gathered so far, with the name of the cause that is true for each row. */
  gathered(): CauseData;
}

export interface CauseRow {
  at: number;
  row: Float64Array;
  cause: string;
}

/** Rows that a cause forest is fitted on and measured on, in time order. */
export interface CauseData {
  layout: MetricLayout;
  /** Names of the features in the order of a row. */
  names: string[];
  /** Cause ids by class; the first is {@link noCause}. */
  classes: string[];
  rows: CauseRow[];
}

export function createCauseRows(options: {
  layout: MetricLayout;
  topology: Topology;
  states: PlaceStates;
  spans: LabelledSpans;
  seed: number;
}): CauseRows {
  const { layout, topology, states, spans } = options;
  const features = createCauseFeatures(layout, topology, states);
  const { names } = features;
  const random = createRandom(options.seed, 1);
  const rows: CauseRow[] = [];
  const takenOfLabel = new Map<number, number>();
  let ordinaryMoments = 0;

  return {
    gathered: () => ({ layout, names, classes: [noCause, ...spans.causes], rows }),
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
        const row = new Float64Array(names.length);
        features.write(state.place, row);
        rows.push({ at, row, cause: cause ?? noCause });
      }
    },
  };
}

/** Whether the rows tell anything apart. */
export const teachesCauses = ({ rows }: CauseData) => rows.some(({ cause }) => cause !== rows[0]!.cause);

/** Grows the forest on all rows. The same rows and seed give the same forest. */
export function fitCauseForest(
  { layout, names, classes, rows }: CauseData,
  {
    seed,
    onTree,
    rowWeights,
    maxDepth = mostDepth,
    trees = 100,
    way,
  }: {
    seed: number;
    onTree?: (done: number, total: number) => void;
    /** How much each row counts beside the others; all the same when left out. */
    rowWeights?: Float64Array;
    /** Of each tree; {@link mostDepth} when left out. */
    maxDepth?: number;
    trees?: number;
    /** How it will share with rules; alone when left out. */
    way?: CauseWay;
  },
): Omit<CauseModel, 'id'> {
  const width = names.length;
  const all = new Float64Array(rows.length * width);
  for (const [i, { row }] of rows.entries()) all.set(row, i * width);
  const labels = rows.map(({ cause }) => classes.indexOf(cause));
  const forest = fitRandomForest(all, labels, rows.length, width, classes.length, {
    ...{ trees, maxDepth, minLeaf: 2, classWeights: 'balanced', seed, onTree },
    ...(rowWeights && { rowWeights }),
  });
  return { layout, classes, forest, ...(way && { way }) };
}

/** Macro F1 on the same rows; null where there is nothing to measure. */
export interface CauseScores {
  forest: number | null;
  rule: number | null;
  majority: number | null;
}

/**
 * Compares a model with the rule on the worst metric and with the answer "none". The forest may know other metrics than the rows. One row alone does not
 * tell what all rules say: where the model gives way to rules it is that rule, and a forest that asks them first is told nothing.
 */
export function scoreCauses(model: Omit<CauseModel, 'id'>, { names, rows }: CauseData): CauseScores {
  const truth = rows.map(({ cause }) => cause);
  const known = causeColumnNames(model);
  const width = known.length;
  const asked = new Float64Array(rows.length * width);
  const columns = columnsOf(known, names);
  for (const [i, { row }] of rows.entries()) writeColumns(row, columns, asked, i * width);
  const isSurely = wayOf(model) === 'rules-unless-sure';
  const chances = model.forest.probabilities(asked, rows.length);
  const forest = [...model.forest.predict(asked, rows.length)].map((k, i) =>
    isSurely && !(chances[i * model.classes.length + k]! >= sureFrom)
      ? ruleCause(names, rows[i]!.row)
      : (model.classes[k] ?? 'unknown'),
  );
  const score = (named: readonly string[]) => measureConfusion(truth, named).macroF1;
  return {
    forest: score(forest),
    rule: score(rows.map(({ row }) => ruleCause(names, row))),
    majority: score(rows.map(() => noCause)),
  };
}
