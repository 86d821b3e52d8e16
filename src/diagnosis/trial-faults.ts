import { persistenceFor } from '../domain/persistence.ts';
import { createRandom, type Random, randomInt, shuffleFront } from '../models/random.ts';
import type { DetectorData, PlaceRows } from './detector-rows.ts';
import { type PlaceKind, placeKinds } from './metric-layout.ts';

/** Rows of one place: some before a fault, and the fault. */
export interface Trial {
  kind: PlaceKind;
  before: TrialRow[];
  fault: TrialRow[];
}

export interface TrialRow {
  values: Float64Array;
  at: number;
  ordinary: boolean;
}

/** Rows before a fault at most, from which the detectors know the recent past; the last of them must raise no alarm. */
const mostBefore = 40;
/** Made-up faults for each kind of place at most: more costs time and changes little. */
const mostFaults = 100;
/** Made-up faults take effect on one to so many metrics, between a deviation that is just worth waking somebody and so many more. */
const mostMetrics = 3;
const furtherDeviations = 5;
/** Of a long span only some blocks of rows are kept: what is further apart than so many intervals does not follow each other. */
const longestGap = 5;
/** The same faults for every model. */
const faultSeed = 1;

const rowsOf = ({ values, at, ordinary }: PlaceRows, from: number, to: number): TrialRow[] =>
  values.slice(from, to).map((row, i) => ({ values: row, at: at[from + i]!, ordinary: ordinary[from + i]! }));

/** As long as it takes twice to make an incident. */
const faultLength = ({ intervalMs }: DetectorData) => 2 * persistenceFor(intervalMs).of;

/**
 * Puts faults on ordinary rows of the later part: one to three metrics, of those that ever became worse in the earlier part, become worse by a few
 * deviations, at once or slowly. The same rows give the same faults.
 */
export function madeUpTrials(earlier: DetectorData, later: DetectorData, least: number): Trial[] {
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
        fault: makeWorse(rowsOf(place, start, start + length), { metrics, least, random }),
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

function makeWorse(
  rows: readonly TrialRow[],
  { metrics, least, random }: { metrics: readonly number[]; least: number; random: Random },
): TrialRow[] {
  const order = Int32Array.from(metrics);
  const hit = Math.min(order.length, 1 + randomInt(random, mostMetrics));
  shuffleFront(random, order, hit);
  const sizes = Array.from({ length: hit }, () => least + random() * furtherDeviations);
  const rampRows = random() < 0.5 ? 1 : rows.length / 2;
  return rows.map(({ values, at, ordinary }, i) => {
    const worse = Float64Array.from(values);
    const share = Math.min(1, (i + 1) / rampRows);
    for (const [k, size] of sizes.entries()) worse[order[k]!] = (worse[order[k]!]! || 0) + size * share;
    return { values: worse, at, ordinary };
  });
}

/** Rows of one place at which a label says that a fault acts. */
export function labelledTrials(later: DetectorData): Trial[] {
  return later.places.flatMap((place) =>
    stretchesOf(place, place.faulty, later.intervalMs).map(([from, to]) => ({
      kind: place.kind,
      before: rowsOf(place, Math.max(0, from - mostBefore), from),
      fault: rowsOf(place, from, to),
    })),
  );
}
