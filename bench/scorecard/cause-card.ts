import { type Confusion, measureConfusion } from '../../src/models/evaluation/confusion.ts';
import { fitRandomForest } from '../../src/models/random-forest.ts';
import { findCut } from '../datasets/kddi-detection.ts';
import {
  type CoreLayout,
  findLabelled,
  type LabelledMinute,
  mergeCause,
  readCoreLabels,
  readCoreLayout,
  readCoreMinutes,
} from '../datasets/kddi-ipcore.ts';
import { completeMinute, fitCoreContext } from '../kddi/core-context.ts';
import { fitCoreModel } from '../kddi/core-model.ts';

/** One line of the cause table. Shares of the stable minutes; undefined where a method names no place. */
export interface CauseLine {
  name: string;
  causes: Confusion;
  /** Of minutes whose label names an interface. */
  rightInterface?: number;
  /** Of minutes whose label names a router. */
  rightRouter?: number;
}

export interface CauseCard {
  lines: CauseLine[];
  trainMinutes: number;
  testMinutes: number;
  /** Mean confidence minus accuracy of the product's model. */
  overconfidence: number;
}

/** Trains on the first five days of the week, measures on the rest, next to a rule and a plain random forest on the counters. */
export function measureCauses(folder: string, seed: number): CauseCard {
  const layout = readCoreLayout(folder);
  const minutes = readCoreMinutes(folder, layout);
  const labels = readCoreLabels(folder);
  const cut = findCut(minutes);
  const labelled = findLabelled(minutes, labels);
  const train = labelled.filter(({ minute }) => minute.time < cut);
  const test = labelled.filter(({ minute }) => minute.time >= cut);
  const truth = test.map(({ label }) => mergeCause(label.cause));

  const { verdicts, line: combined } = measureModel(layout, train, test, { seed });
  const { causes } = combined;
  const confidence = verdicts.reduce((sum, verdict) => sum + verdict.confidence, 0) / verdicts.length;
  const always: CauseLine = {
    name: 'always normal',
    causes: measureConfusion(
      truth,
      truth.map(() => 'normal'),
    ),
  };
  return {
    lines: [always, measurePlainForest(layout, train, test, seed), combined],
    trainMinutes: train.length,
    testMinutes: test.length,
    overconfidence: confidence - causes.accuracy,
  };
}

/** Fits the product's model and judges; `trees` as in the model's options. */
function measureModel(
  layout: CoreLayout,
  train: LabelledMinute[],
  test: LabelledMinute[],
  fit: { seed: number; trees?: number },
) {
  const model = fitCoreModel(
    train.map(({ minute }) => minute),
    new Map(train.map(({ minute, label }) => [minute.time, label])),
    layout,
    fit,
  );
  const stream = model.start();
  const verdicts = test.map(({ minute }) => stream.judge(minute));
  const share = (rows: number[], right: (i: number) => boolean) => rows.filter(right).length / rows.length;
  const onInterface = [...test.keys()].filter((i) => test[i]!.label.interface !== '');
  const onRouter = [...test.keys()].filter((i) => test[i]!.label.device !== '');
  const sameRouter = (i: number) => verdicts[i]!.device === test[i]!.label.device;
  const line: CauseLine = {
    name: '**extra trees on link balances**',
    causes: measureConfusion(
      test.map(({ label }) => mergeCause(label.cause)),
      verdicts.map(({ cause }) => mergeCause(cause)),
    ),
    rightInterface: share(onInterface, (i) => sameRouter(i) && verdicts[i]!.interface === test[i]!.label.interface),
    rightRouter: share(onRouter, sameRouter),
  };
  return { verdicts, line };
}

const dayMs = 86_400_000;

/** Minutes between what trains and what is judged: longer than a fault with its recovery. */
const gapMinutes = 15;

/** A rest of the last day that is shorter than this share of a day is judged with the day before. */
const leastDay = 0.5;

/** Trees of a fold: fewer than the model's, so that seven folds take a few minutes; the shares move by less than a hundredth. */
const foldTrees = 60;

/**
 * Blocked cross-validation: each day of the week is judged by a model of the other days, less 15 minutes on either side. Days count from the
 * first minute of the set.
 */
export function measureDays(folder: string, seed: number): { from: string; minutes: number; line: CauseLine }[] {
  const layout = readCoreLayout(folder);
  const labelled = findLabelled(readCoreMinutes(folder, layout), readCoreLabels(folder));
  const at = ({ minute }: LabelledMinute) => Date.parse(`${minute.time}Z`);
  const start = at(labelled[0]!);
  const days = Math.max(1, Math.floor((at(labelled.at(-1)!) - start) / dayMs + 1 - leastDay));
  return Array.from({ length: days }, (_, day) => {
    const from = start + day * dayMs;
    const to = day === days - 1 ? Number.POSITIVE_INFINITY : from + dayMs;
    const gapMs = gapMinutes * 60_000;
    const test = labelled.filter((one) => at(one) >= from && at(one) < to);
    const train = labelled.filter((one) => at(one) < from - gapMs || at(one) >= to + gapMs);
    const { line } = measureModel(layout, train, test, { seed, trees: foldTrees });
    return { from: test[0]!.minute.time, minutes: test.length, line };
  });
}

/** The peer without link balances: each counter as it is. */
function measurePlainForest(
  layout: CoreLayout,
  seen: LabelledMinute[],
  asked: LabelledMinute[],
  seed: number,
): CauseLine {
  const normal = seen.filter(({ label }) => label.cause === 'normal').map(({ minute }) => minute);
  const context = fitCoreContext(normal, layout);
  const row = ({ minute }: LabelledMinute) => {
    const full = completeMinute(minute, context) ?? context.typical;
    const counters = [full.adminUp, full.rxPps, full.txPps, full.inPps, full.outPps, full.cpu, full.prefixes];
    return counters.flatMap((values) => [...values]);
  };
  const rows = seen.map(row);
  const width = rows[0]!.length;
  const of = seen.map(({ label }) => mergeCause(label.cause));
  const classes = [...new Set(of)].sort();
  const numbers = of.map((name) => classes.indexOf(name));
  const forest = fitRandomForest(Float64Array.from(rows.flat()), numbers, of.length, width, classes.length, {
    trees: 100,
    maxDepth: 10,
    seed,
  });
  const named = asked.map((one) => classes[forest.predictOne(Float64Array.from(row(one)))]!);
  return {
    name: 'random forest (100, depth 10) on the counters',
    causes: measureConfusion(
      asked.map(({ label }) => mergeCause(label.cause)),
      named,
    ),
  };
}
