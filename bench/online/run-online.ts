import {
  createOnlineLearner,
  type LabelledRow,
  type OnlineLearner,
  type OnlinePromotion,
  type OnlineSettings,
  type TrainClassifier,
} from '../../src/learning/online/online-learner.ts';
import { createRandom, randomInt, shuffleFront } from '../../src/models/random.ts';
import { fitRandomForest } from '../../src/models/random-forest.ts';
import { stack } from '../kddi/core-trees.ts';
import { type CoreStream, createRowMaker } from './core-rows.ts';
import { createInjection, type InjectionName } from './injections.ts';
import { createAlwaysLearner, createFrozenLearner } from './peers.ts';

export const policies = ['product', 'frozen', 'always'] as const;
export type Policy = (typeof policies)[number];

export interface OnlineRun {
  order: 'drawn' | 'real';
  inject: InjectionName | 'none';
  /** Label of the stream, from 0, from which on the change holds. */
  injectAt: number;
  seed: number;
  policy: Policy;
  /** Labels that the first model learns from, and labels of the stream at most. */
  firstLabels: number;
  streamLabels: number;
  settings?: OnlineSettings;
}

export interface OnlineResult {
  policy: Policy;
  /** Share of right verdicts among the last 100 labels up to and with label `n`, counted from 1. */
  points: { n: number; accuracy: number }[];
  /** The change: when it was noticed, and after which label the last 300 labels were within two points of before; null for never. */
  drifts: { at: number; detectedAt: number | null; recoveredAt: number | null }[];
  falseDrifts: number;
  labels: number;
  promotions: (OnlinePromotion & { at: number })[];
  /** Accuracy in the 500 labels before the change, in the first 500 after it, and from 500 to 1,500 after it; null without such labels. */
  before: number | null;
  after: number | null;
  later: number | null;
}

const pointLabels = 100;
const [recoveryWindow, recoveryMargin] = [300, 0.02];
/** Trees of each of the many forests that are trained: enough for the curves, and a table takes minutes. */
const trees = 25;

/** Trains the product's random forest. Each row counts the same, because the score is the share of right verdicts. */
const trainerOf = (classes: number, seed: number): TrainClassifier => {
  let trained = 0;
  return (rows, weights) => {
    const { values, count, width } = stack(rows.map(({ row }) => row));
    const labels = Int32Array.from(rows, ({ label }) => label);
    return fitRandomForest(values, labels, count, width, classes, {
      ...{ trees, maxDepth: 20, rowWeights: weights, seed: seed + trained++ },
    });
  };
};

/**
 * Plays labelled minutes to a learner. `drawn`: all minutes in random order, each once. `real`: a random stretch of the week in the order of time, after
 * the minutes that the first model learned from.
 */
export function runOnline({ classes, minutes }: CoreStream, run: OnlineRun): OnlineResult {
  const { firstLabels, seed, inject } = run;
  const order = orderOf(minutes.length, run);
  const change = inject === 'none' ? undefined : createInjection(inject, seed);
  const makeRow = createRowMaker();
  /** Asked for one after the other. */
  const rowAt = (i: number): LabelledRow => {
    const { minute, label } = minutes[order[i]!]!;
    return { row: makeRow(change && i - firstLabels >= run.injectAt ? change(minute) : minute), label };
  };
  const first = Array.from({ length: firstLabels }, (_, i) => rowAt(i));
  const learner = createLearner(run, first, trainerOf(classes.length, seed));
  const right: boolean[] = [];
  const noticed: number[] = [];
  const promotions: OnlineResult['promotions'] = [];
  const labels = Math.min(order.length - firstLabels, run.streamLabels);
  for (let i = 0; i < labels; i++) {
    const labelled = rowAt(firstLabels + i);
    const { verdict, drift, promotion } = learner.take(labelled);
    right.push(verdict === labelled.label);
    if (drift) noticed.push(i);
    if (promotion) promotions.push({ ...promotion, at: i });
  }
  return summarize({ run, right, noticed, promotions });
}

function orderOf(count: number, { order, seed, firstLabels, streamLabels }: OnlineRun): Int32Array {
  const random = createRandom(seed, 3);
  const all = Int32Array.from({ length: count }, (_, i) => i);
  if (order === 'drawn') {
    shuffleFront(random, all, count);
    return all;
  }
  const wanted = Math.min(count, firstLabels + streamLabels);
  return all.subarray(randomInt(random, count - wanted + 1)).subarray(0, wanted);
}

function createLearner({ policy, settings }: OnlineRun, first: LabelledRow[], train: TrainClassifier): OnlineLearner {
  if (policy === 'frozen') return createFrozenLearner(first, train);
  if (policy === 'always') return createAlwaysLearner(first, train);
  return createOnlineLearner(first, train, settings);
}

interface Played {
  run: OnlineRun;
  right: boolean[];
  noticed: number[];
  promotions: OnlineResult['promotions'];
}

function summarize({ run, right, noticed, promotions }: Played): OnlineResult {
  const labels = right.length;
  const changed = run.inject !== 'none' && run.injectAt < labels;
  const at = changed ? run.injectAt : labels;
  const share = (from: number, to: number) => (from < to && from >= 0 && to <= labels ? meanOf(right, from, to) : null);
  const before = share(at - 500, at);
  const points = Array.from({ length: Math.floor(labels / pointLabels) }, (_, i) => {
    const n = (i + 1) * pointLabels;
    return { n, accuracy: meanOf(right, n - pointLabels, n) };
  });
  const recoveredAt = changed && before !== null ? findRecovery(right, at, before - recoveryMargin) : null;
  const detectedAt = changed ? (noticed.find((i) => i >= at) ?? null) : null;
  const until = recoveredAt ?? labels;
  return {
    ...{ policy: run.policy, points, drifts: changed ? [{ at, detectedAt, recoveredAt }] : [] },
    // What is noticed until the accuracy has recovered is the same change.
    falseDrifts: noticed.filter((i) => i < at || i > until).length,
    ...{ labels, promotions, before, after: share(at, at + 500), later: share(at + 500, at + 1_500) },
  };
}

function findRecovery(right: boolean[], at: number, least: number): number | null {
  for (let to = at + recoveryWindow; to <= right.length; to++) {
    if (meanOf(right, to - recoveryWindow, to) >= least) return to;
  }
  return null;
}

const meanOf = (right: boolean[], from: number, to: number) =>
  right.slice(from, to).filter(Boolean).length / (to - from);
