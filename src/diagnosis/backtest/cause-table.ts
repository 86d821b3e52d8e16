import { type ConfidenceBins, measureConfidence } from '../../models/evaluation/confidence-bins.ts';
import { type Confusion, measureConfusion } from '../../models/evaluation/confusion.ts';

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
  named: readonly (NamedCause | undefined)[];
}

/** What stands for no answer: it is right for nothing. */
const silence = '';

const orNull = (value: number) => (Number.isFinite(value) ? value : null);

/** Compares methods; the last one is the product's, the others are baselines. A tie goes to the baseline, which is simpler. */
export function tabulateCauses(truth: readonly string[], methods: readonly CauseMethod[]): CauseTable {
  const measured = methods.map(({ name, named }) => measure(name, truth, named));
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
    calibration: measureCalibration(truth, methods.at(-1)!.named),
    against: compared
      ? { baseline: best.name, baselineValue: best.macroF1!, own: ownValue, beats: ownValue > best.macroF1! }
      : null,
  };
}

function measure(
  name: string,
  truth: readonly string[],
  named: CauseMethod['named'],
): { line: CauseLine; confusion: Confusion } {
  const confusion = measureConfusion(
    truth,
    named.map((one) => one?.cause ?? silence),
  );
  const share = (test: (one: NamedCause | undefined) => boolean) => named.filter(test).length / truth.length;
  const tellsPlace = named.some((one) => one?.placeRight !== undefined);
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

function measureCalibration(truth: readonly string[], named: CauseMethod['named']): ConfidenceBins | null {
  const told = named.flatMap((one, i) => (one?.confidence === undefined ? [] : [{ one, i }]));
  if (told.length === 0) return null;
  return measureConfidence(
    told.map(({ one }) => one.confidence!),
    told.map(({ one, i }) => (one.likeliest ?? one.cause) === truth[i]),
  );
}
