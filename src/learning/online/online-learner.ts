import {
  createLabelDrift,
  type LabelDrift,
  type LabelDriftDetector,
  usualReference,
} from '../../models/drift/label-drift.ts';
import { createPairedTest, type PairedTest } from '../../models/evaluation/paired-test.ts';

/** What is known of one verdict afterwards: what the model saw, and the class that is true. */
export interface LabelledRow {
  row: Float64Array;
  label: number;
}

/** Names the class of a row. */
export interface Classifier {
  predictOne(row: Float64Array): number;
}

/** Fits a classifier; `weights` say how much each of the rows counts beside the others. */
export type TrainClassifier = (rows: readonly LabelledRow[], weights: Float64Array) => Classifier;

/** A new model took the place of the one in use. */
export interface OnlinePromotion {
  /** Why it was trained: after a drift, or because there are more labels. */
  after: 'drift' | 'labels';
  /** Labels that it learned from. */
  learned: number;
  /** The labels on which it was compared with the one in use, and of these those that it alone got right, and wrong. */
  labels: number;
  wins: number;
  losses: number;
  /** See {@link PairedTest.p}. */
  p: number;
}

/** What came of one label. */
export interface OnlineStep {
  /** The class that the model in use had named. */
  verdict: number;
  drift: LabelDrift | null;
  promotion: OnlinePromotion | null;
}

export interface OnlineLearner {
  /** Compares the verdict of the model in use with the label, and learns from it after that. */
  take(labelled: LabelledRow): OnlineStep;
}

export interface OnlineSettings {
  /** Labels that are remembered; the oldest go. */
  remembered: number;
  /** How many times as much a label since the last drift counts as one before it. */
  newWeight: number;
  /** Share of further labels after which a challenger is trained, while nothing drifts; and at least so many. */
  growth: number;
  fewestNew: number;
  /** After a drift there is a challenger at once, and another one after this share of further labels, at least so many; for so many labels. */
  recoveryGrowth: number;
  recoveryFewest: number;
  recoveryLabels: number;
  /** A challenger after a drift is promoted once it was compared on so many labels and won more than it lost. */
  recoveryTrial: number;
  /** Any challenger is promoted once the paired test says this. */
  p: number;
}

/** Chosen by the worst case over three kinds of drift and twenty seeds: docs/backtesting.md. */
export const usualOnline: OnlineSettings = {
  remembered: 5_000,
  newWeight: 8,
  growth: 0.1,
  fewestNew: 100,
  recoveryGrowth: 0.15,
  recoveryFewest: 15,
  recoveryLabels: 1_500,
  recoveryTrial: 10,
  p: 0.05,
};

/**
 * The error of the first model is known from a rehearsal, so that a rise shows soon with less readiness to see one: with .3 the product took 8 drifts of
 * 99,380 stationary labels of an IP core network for real, with this 3, and real ones were noticed as soon.
 */
const onlineReference = { ...usualReference, delta: 0.1 };

/** Shares of the first labels that train for the parts of the rehearsal, each on what comes next; and how many labels tell an error. */
const rehearsalCuts = [0.4, 0.6, 0.8];
const fewestRehearsed = 50;

interface Challenger {
  model: Classifier;
  after: OnlinePromotion['after'];
  learned: number;
  trial: PairedTest;
}

/**
 * Learns from labels as they come. The model in use is judged by each label before it learns from it (prequential error, Gama et al. 2013). New models
 * are trained on old labels and new ones, judge the same rows in the shadow, and take over by what they reach on labels that came after their training.
 * After a drift labels since then count more, and a challenger needs no proof, as the model in use is known to be wrong.
 *
 * Not good for: labels that come weeks after the verdict (the drift is as old then), and classes that the first labels did not have.
 */
export function createOnlineLearner(
  first: readonly LabelledRow[],
  train: TrainClassifier,
  settings: OnlineSettings = usualOnline,
  detector: LabelDriftDetector = createLabelDrift(onlineReference),
): OnlineLearner {
  const known = first.slice(-settings.remembered);
  /** How many of the last labels came since the last drift; null before the first drift. */
  let sinceDrift: number | null = null;
  let sinceTraining = 0;
  let champion = train(known, new Float64Array(known.length).fill(1));
  let challenger: Challenger | null = null;
  const rehearsed = rehearse(known, train);
  if (rehearsed.length > 0) detector.rehearse(rehearsed);
  else detector.reset();

  const isRecovering = () => sinceDrift !== null && sinceDrift < settings.recoveryLabels;

  function remember(labelled: LabelledRow): void {
    known.push(labelled);
    if (known.length > settings.remembered) known.shift();
    if (sinceDrift !== null) sinceDrift = Math.min(known.length, sinceDrift + 1);
    sinceTraining++;
  }

  function challenge(): void {
    const fresh = sinceDrift ?? 0;
    const weights = Float64Array.from(known, (_, i) => (i >= known.length - fresh ? settings.newWeight : 1));
    challenger = {
      ...{ model: train(known, weights), after: isRecovering() ? 'drift' : 'labels', learned: known.length },
      trial: createPairedTest(),
    };
    sinceTraining = 0;
  }

  function isTrainingDue(): boolean {
    if (isRecovering()) {
      const enough = Math.max(settings.recoveryFewest, settings.recoveryGrowth * sinceDrift!);
      return sinceTraining >= enough;
    }
    return sinceTraining >= Math.max(settings.fewestNew, settings.growth * known.length);
  }

  function compare({ row, label }: LabelledRow, verdict: number): OnlinePromotion | null {
    if (!challenger) return null;
    const own = challenger.model.predictOne(row);
    challenger.trial.add(verdict === label, own === label);
    const { wins, losses, labels, p } = challenger.trial;
    const { model, after, learned } = challenger;
    const isBetter = after === 'drift' && labels >= settings.recoveryTrial && wins > losses;
    if (!isBetter && p > settings.p) return null;
    champion = model;
    challenger = null;
    return { after, learned, labels, wins, losses, p };
  }

  return {
    take(labelled) {
      const verdict = champion.predictOne(labelled.row);
      const promotion = compare(labelled, verdict);
      remember(labelled);
      const drift = detector.add(verdict !== labelled.label);
      if (drift) {
        sinceDrift = Math.max(settings.recoveryFewest, detector.seen - drift.since);
        challenger = null;
        challenge();
      } else if (isTrainingDue()) challenge();
      return { verdict, drift, promotion };
    },
  };
}

/**
 * What a model trained on the earlier labels makes of the next ones, in the order in which they came: so the error of a model is known that meets what it
 * has not seen, and how much that error moves by itself. Empty with too few labels.
 */
function rehearse(first: readonly LabelledRow[], train: TrainClassifier): boolean[] {
  const cuts = rehearsalCuts.map((share) => Math.floor(share * first.length));
  if (first.length - cuts[0]! < fewestRehearsed) return [];
  return cuts.flatMap((cut, i) => {
    const model = train(first.slice(0, cut), new Float64Array(cut).fill(1));
    return first.slice(cut, cuts[i + 1]).map(({ row, label }) => model.predictOne(row) !== label);
  });
}
