import { persistenceFor } from '../domain/persistence.ts';
import { largest } from '../models/detection/detection-part.ts';
import { createRandom, type Random, randomInt, shuffleFront } from '../models/random.ts';
import { type DetectorModel, dayShareOf, isWorthWaking, leastDeviation } from './detector.ts';
import {
  budgetOf,
  type DetectorData,
  fitThreshold,
  ordinaryRows,
  type PlaceRows,
  type RowScorer,
} from './detector-training.ts';
import { type PlaceKind, placeKinds } from './metric-layout.ts';

/** Share of the faults that are found; null where there are too few to say. */
export interface Recall {
  model: number | null;
  /** The largest single deviation from usual, with a threshold from the same rows and for the same budget. */
  largest: number | null;
}

/** Rows of one place: some before a fault, and the fault. */
interface Trial {
  kind: PlaceKind;
  before: TrialRow[];
  fault: TrialRow[];
}

interface TrialRow {
  values: Float64Array;
  at: number;
  ordinary: boolean;
}

/** A detector for one kind of place. What scores higher than the threshold, and is worth waking somebody, is an anomaly. */
interface Judge {
  scorer: RowScorer;
  threshold: number;
}

type Judges = Partial<Record<PlaceKind, Judge>>;

/** Rows before a fault at most, from which the detectors know the recent past; the last of them must raise no alarm. */
const mostBefore = 40;
/** Made-up faults for each kind of place at most: more costs time and changes little. */
const mostFaults = 100;
/** With fewer, one more or less would decide. */
const leastFaults = 5;
/** Made-up faults take effect on one to so many metrics, between a deviation that is just worth waking somebody and this one. */
const mostMetrics = 3;
const mostDeviations = 8;
/** Of a long span only some blocks of rows are kept: what is further apart than so many intervals does not follow each other. */
const longestGap = 5;
/** The same faults for every model. */
const faultSeed = 1;

/**
 * Finds made-up faults in the later rows of places, which needs no labels: a few metrics of ordinary rows become worse, some at once and some
 * slowly. A fault is found when anomalies last as long as an incident needs, and none lasted on the ordinary rows before: so a detector that
 * always alarms finds none.
 */
export function recallMadeUp(model: DetectorModel, trial: DetectorTrial): Recall {
  return recallOf(model, trial, madeUpTrials(trial));
}

/** The same for the faults that the labels of the later rows name, each at each place where it acts. */
export function recallLabelled(model: DetectorModel, trial: DetectorTrial): Recall {
  return recallOf(model, trial, labelledTrials(trial));
}

export interface DetectorTrial {
  /** Sets the threshold of the baseline. */
  earlier: DetectorData;
  later: DetectorData;
  falseAlarmsPerDeviceDay: number;
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
    stream.push(values, dayShareOf(at)).score > judge.threshold && isWorthWaking(values);
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
        const stream = fitted.combined.start();
        return {
          push(values, dayShare) {
            for (const [f, at] of from.entries()) row[f] = at < 0 ? Number.NaN : values[at]!;
            return stream.push(row, dayShare);
          },
        };
      },
    };
    judges[kind] = { scorer, threshold: fitted.threshold };
  }
  return judges;
}

const largestScorer: RowScorer = { start: () => ({ push: (values) => ({ score: largest(values) }) }) };

function largestJudges({ earlier, falseAlarmsPerDeviceDay }: DetectorTrial): Judges {
  const judges: Judges = {};
  for (const kind of placeKinds) {
    const places = earlier.places.filter((place) => place.kind === kind);
    const rows = ordinaryRows(places);
    if (rows.length === 0) continue;
    const budget = budgetOf(earlier.places, kind, falseAlarmsPerDeviceDay);
    const fitted = fitThreshold(rows, largestScorer, { budget, intervalMs: earlier.intervalMs });
    // Below it nothing is worth waking somebody, and what is just as large counts.
    judges[kind] = { scorer: largestScorer, threshold: Math.max(fitted, leastDeviation * (1 - Number.EPSILON)) };
  }
  return judges;
}

const rowsOf = ({ values, at, ordinary }: PlaceRows, from: number, to: number): TrialRow[] =>
  values.slice(from, to).map((row, i) => ({ values: row, at: at[from + i]!, ordinary: ordinary[from + i]! }));

/** As long as it takes twice to make an incident. */
const faultLength = ({ intervalMs }: DetectorData) => 2 * persistenceFor(intervalMs).of;

function madeUpTrials({ earlier, later }: DetectorTrial): Trial[] {
  const length = faultLength(later);
  const random = createRandom(faultSeed);
  return placeKinds.flatMap((kind) => {
    const metrics = movingMetrics(earlier, kind);
    if (metrics.length === 0) return [];
    const starts = later.places
      .filter((place) => place.kind === kind)
      .flatMap((place) => ordinaryStarts(place, length, later.intervalMs).map((start) => ({ place, start })));
    const every = Math.max(1, Math.ceil(starts.length / mostFaults));
    return starts
      .filter((_, i) => i % every === 0)
      .map(({ place, start }) => ({
        kind,
        before: rowsOf(place, Math.max(0, start - mostBefore), start),
        fault: makeWorse(rowsOf(place, start, start + length), metrics, random),
      }));
  });
}

/** Metrics that can become worse: those that ever did. */
function movingMetrics({ layout, places }: DetectorData, kind: PlaceKind): number[] {
  const ofKind = places.filter((place) => place.kind === kind);
  return layout[kind].map((_, f) => f).filter((f) => ofKind.some(({ values }) => values.some((row) => row[f]! > 0)));
}

/** Rows that follow each other without a gap and are marked: first, and one behind the last. */
function stretchesOf({ at }: PlaceRows, marked: readonly boolean[], intervalMs: number): [from: number, to: number][] {
  const stretches: [number, number][] = [];
  for (let i = 0; i < marked.length; i++) {
    if (!marked[i]) continue;
    const follows = i > 0 && marked[i - 1] && at[i]! - at[i - 1]! <= longestGap * intervalMs;
    if (follows) stretches.at(-1)![1] = i + 1;
    else stretches.push([i, i + 1]);
  }
  return stretches;
}

/** Where faults are put: each has as many ordinary rows of its own before it. */
function ordinaryStarts(place: PlaceRows, length: number, intervalMs: number): number[] {
  return stretchesOf(place, place.ordinary, intervalMs).flatMap(([from, to]) =>
    Array.from({ length: Math.floor((to - from) / (2 * length)) }, (_, k) => from + (2 * k + 1) * length),
  );
}

function makeWorse(rows: readonly TrialRow[], metrics: readonly number[], random: Random): TrialRow[] {
  const order = Int32Array.from(metrics);
  const hit = Math.min(order.length, 1 + randomInt(random, mostMetrics));
  shuffleFront(random, order, hit);
  const sizes = Array.from({ length: hit }, () => leastDeviation + random() * (mostDeviations - leastDeviation));
  const rampRows = random() < 0.5 ? 1 : rows.length / 2;
  return rows.map(({ values, at, ordinary }, i) => {
    const worse = Float64Array.from(values);
    const share = Math.min(1, (i + 1) / rampRows);
    for (const [k, size] of sizes.entries()) worse[order[k]!] = (worse[order[k]!]! || 0) + size * share;
    return { values: worse, at, ordinary };
  });
}

/** Rows of one place at which a label says that a fault acts. */
function labelledTrials({ later }: DetectorTrial): Trial[] {
  return later.places.flatMap((place) =>
    stretchesOf(place, place.faulty, later.intervalMs).map(([from, to]) => ({
      kind: place.kind,
      before: rowsOf(place, Math.max(0, from - mostBefore), from),
      fault: rowsOf(place, from, to),
    })),
  );
}
