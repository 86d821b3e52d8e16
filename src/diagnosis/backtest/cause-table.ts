import { createGrowingBytes, createGrowingFloats } from '../../foundation/growing-array.ts';
import { type ConfidenceBins, measureConfidence } from '../../models/evaluation/confidence-bins.ts';
import { type Confusion, measureConfusion } from '../../models/evaluation/confusion.ts';
import { beatsBaseline } from './compare-scores.ts';

/** What one method says of one case; undefined where it says nothing. */
export interface NamedCause {
  cause: string;
  /** Whether it names the right place; undefined where it names none. */
  placeRight?: boolean;
  /** Of `likeliest`, 0..1. */
  confidence?: number;
  /** The cause that it would name if it had to; `cause` may be "unknown". */
  likeliest?: string;
}

/** One method. Shares are of all cases; null where it can't be said. */
export interface CauseLine {
  name: string;
  macroF1: number | null;
  accuracy: number | null;
  placeRight: number | null;
  unknownShare: number | null;
  /** Said nothing at all, as where no anomaly was noticed. */
  silentShare: number;
}

export interface CauseClass {
  cause: string;
  count: number;
  precision: number | null;
  recall: number;
}

/** Methods on the same cases, the product's last. */
export interface CauseTable {
  cases: number;
  lines: CauseLine[];
  /** Of the product's method. */
  classes: CauseClass[];
  calibration: ConfidenceBins | null;
  against: { baseline: string; baselineValue: number; own: number; beats: boolean } | null;
}

export interface CauseMethod {
  name: string;
  /** What it says of a case. It is asked again and again, because the answers of millions of rows need not be kept. */
  named(row: number): NamedCause | undefined;
}

/** What stands for no answer: it is right for nothing. */
const silence = '';

const orNull = (value: number) => (Number.isFinite(value) ? value : null);

/** Compares methods; the last one is the product's, the others are baselines. A tie goes to the baseline, which is simpler. */
export function tabulateCauses(truth: readonly string[], methods: readonly CauseMethod[]): CauseTable {
  const measured = methods.map((method) => measure(truth, method));
  const own = measured.at(-1)!;
  const best = measured.slice(0, -1).sort((a, b) => (b.line.macroF1 ?? -1) - (a.line.macroF1 ?? -1))[0]?.line;
  const ownValue = own.line.macroF1;
  const compared = best?.macroF1 != null && ownValue !== null;
  return {
    cases: truth.length,
    lines: measured.map(({ line }) => line),
    classes: own.confusion.classes.map((cause) => ({
      cause,
      count: truth.filter((t) => t === cause).length,
      precision: orNull(own.confusion.precision[cause]!),
      recall: own.confusion.recall[cause]!,
    })),
    calibration: measureCalibration(truth, methods.at(-1)!),
    against: compared
      ? {
          baseline: best.name,
          baselineValue: best.macroF1!,
          own: ownValue,
          beats: beatsBaseline(ownValue, best.macroF1!),
        }
      : null,
  };
}

function measure(truth: readonly string[], { name, named }: CauseMethod): { line: CauseLine; confusion: Confusion } {
  const confusion = measureConfusion(
    truth,
    truth.map((_, i) => named(i)?.cause ?? silence),
  );
  const share = (test: (one: NamedCause | undefined) => boolean) =>
    truth.reduce((sum, _, i) => sum + Number(test(named(i))), 0) / truth.length;
  const tellsPlace = truth.some((_, i) => named(i)?.placeRight !== undefined);
  const line = {
    name,
    macroF1: orNull(confusion.macroF1),
    accuracy: orNull(confusion.accuracy),
    placeRight: tellsPlace ? orNull(share((one) => one?.placeRight === true)) : null,
    unknownShare: orNull(share((one) => one?.cause === 'unknown')),
    silentShare: orNull(share((one) => one === undefined)) ?? 0,
  };
  return { line, confusion };
}

function measureCalibration(truth: readonly string[], { named }: CauseMethod): ConfidenceBins | null {
  const confidences = createGrowingFloats();
  const right = createGrowingBytes();
  for (const [i, cause] of truth.entries()) {
    const one = named(i);
    if (one?.confidence === undefined) continue;
    confidences.push(one.confidence);
    right.push(Number((one.likeliest ?? one.cause) === cause));
  }
  return confidences.length === 0 ? null : measureConfidence(confidences.values(), right.values());
}
