import { persistenceFor } from '../domain/persistence.ts';
import { largest } from '../models/detection/detection-part.ts';
import { type DetectorModel, dayShareOf, isWorthWaking } from './detector.ts';
import type { DetectorData } from './detector-rows.ts';
import { budgetOf, fitThreshold, ordinaryRows, type RowScorer } from './detector-training.ts';
import { startKindStream } from './kind-stream.ts';
import { type PlaceKind, placeKinds } from './metric-layout.ts';
import { labelledTrials, madeUpTrials, type Trial, type TrialRow } from './trial-faults.ts';
import { leastOf } from './waking-level.ts';

/** Share of the faults that are found; null where there are too few to say. */
export interface Recall {
  model: number | null;
  /** The largest single deviation from usual, with a threshold from the same rows and for the same budget. */
  largest: number | null;
}

/** A detector for one kind of place. What scores higher than the threshold, and is worth waking somebody, is an anomaly. */
interface Judge {
  scorer: RowScorer;
  threshold: number;
  least: number;
}

type Judges = Partial<Record<PlaceKind, Judge>>;

export interface DetectorTrial {
  /** Sets the threshold of the baseline. */
  earlier: DetectorData;
  later: DetectorData;
  falseAlarmsPerDeviceDay: number;
}

/** With fewer, one more or less would decide. */
const leastFaults = 5;
/**
 * Finds made-up faults in the later rows of places, which needs no labels: a few metrics of ordinary rows become worse, some at once and some
 * slowly. A fault is found when anomalies last as long as an incident needs, and none lasted on the ordinary rows before: so a detector that
 * always alarms finds none.
 */
export function recallMadeUp(model: DetectorModel, trial: DetectorTrial): Recall {
  return recallOf(model, trial, madeUpTrials(trial.earlier, trial.later, leastOf(trial.earlier.places)));
}

/** The same for the faults that the labels of the later rows name, each at each place where it acts. */
export function recallLabelled(model: DetectorModel, trial: DetectorTrial): Recall {
  return recallOf(model, trial, labelledTrials(trial.later));
}

function recallOf(model: DetectorModel, trial: DetectorTrial, trials: readonly Trial[]): Recall {
  if (trials.length < leastFaults) return { model: null, largest: null };
  const lasting = persistenceFor(trial.later.intervalMs);
  const share = (judges: Judges) =>
    trials.filter((one) => finds(judges[one.kind], one, lasting)).length / trials.length;
  return { model: share(judgesOf(model, trial.later)), largest: share(largestJudges(trial)) };
}

/** Whether anomalies last in the fault and do not in the rows before it. */
function finds(
  judge: Judge | undefined,
  { before, fault }: Trial,
  { atLeast, of }: { atLeast: number; of: number },
): boolean {
  if (!judge) return false;
  const stream = judge.scorer.start();
  const isAnomaly = ({ values, at }: TrialRow) =>
    stream.push(values, dayShareOf(at)).score > judge.threshold && isWorthWaking(values, judge.least);
  const lasts = (anomalies: readonly boolean[]) =>
    anomalies.some((_, i) => anomalies.slice(Math.max(0, i + 1 - of), i + 1).filter(Boolean).length >= atLeast);
  // Rows that are not ordinary may be what is left of another fault.
  const early = before.map((row) => isAnomaly(row) && row.ordinary).slice(-fault.length);
  return !lasts(early) && lasts(fault.map(isAnomaly));
}

/** The model may know other metrics than the rows hold. */
function judgesOf({ layout, kinds }: DetectorModel, { layout: given }: DetectorData): Judges {
  const judges: Judges = {};
  for (const kind of placeKinds) {
    const fitted = kinds[kind];
    if (!fitted) continue;
    const from = layout[kind].map((metric) => given[kind].indexOf(metric));
    const row = new Float64Array(from.length);
    const scorer: RowScorer = {
      start() {
        const stream = startKindStream(fitted);
        return {
          push(values, dayShare) {
            for (const [f, at] of from.entries()) row[f] = at < 0 ? Number.NaN : values[at]!;
            return stream.push(row, dayShare);
          },
        };
      },
    };
    judges[kind] = { scorer, threshold: fitted.threshold, least: fitted.least };
  }
  return judges;
}

const largestScorer: RowScorer = { start: () => ({ push: (values) => ({ score: largest(values) }) }) };

function largestJudges({ earlier, falseAlarmsPerDeviceDay }: DetectorTrial): Judges {
  const judges: Judges = {};
  const least = leastOf(earlier.places);
  for (const kind of placeKinds) {
    const places = earlier.places.filter((place) => place.kind === kind);
    const rows = ordinaryRows(places);
    if (rows.length === 0) continue;
    const budget = budgetOf(earlier.places, kind, falseAlarmsPerDeviceDay);
    const fitted = fitThreshold(rows, largestScorer, { budget, intervalMs: earlier.intervalMs });
    // Below it nothing is worth waking somebody, and what is just as large counts.
    judges[kind] = { scorer: largestScorer, threshold: Math.max(fitted, least * (1 - Number.EPSILON)), least };
  }
  return judges;
}
