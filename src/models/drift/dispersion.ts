import { z } from 'zod';

/** Labels of a stretch. */
const stretch = 100;
/** A drift may just have begun in the last stretches: they are not taken for usual yet. */
const pendingStretches = 3;
/** So many stretches that moved by chance alone stand beside those that were seen. */
const doubt = 2;
/** Stretches of one model that are remembered; the oldest go. */
const remembered = 100;
/** Below this variance of one label, errors are too few to tell how they come. */
const leastVariance = 0.01;
/** By so many usual deviations a change must differ from what was before. Chosen by the worst case: docs/backtesting.md. */
const fewestDeviations = 4;

const errors = z.int().min(0).max(stretch);

/** The schema of a dispersion as JSON: errors of stretches, and what former models left. */
export const dispersionSchema = z.strictObject({
  /** Squared deviations over what chance alone makes of them, and degrees of freedom, of former models. */
  former: z.strictObject({ spread: z.number().min(0), freedom: z.int().min(0) }),
  own: z.array(errors).max(remembered),
  pending: z.array(errors).max(pendingStretches),
  /** The stretch that has begun. */
  begun: z.strictObject({ labels: errors, errors }),
  /** Of all stretches so far. */
  all: z.strictObject({ stretches: z.int().min(0), errors: z.int().min(0) }),
});

export type DispersionState = z.infer<typeof dispersionSchema>;

export const emptyDispersion = (): DispersionState => ({
  ...{ former: { spread: 0, freedom: 0 }, own: [], pending: [], begun: { labels: 0, errors: 0 } },
  all: { stretches: 0, errors: 0 },
});

/** How much the error of a model moves by itself, from one hundred labels to the next. */
export interface Dispersion {
  add(isWrong: boolean): void;
  /** Whether an error of `after` in `labels` labels differs from `before`, and from the mean so far, by more than such a share moves by itself. */
  isChange(before: number, after: number, labels: number): boolean;
  /** Nothing changed so far: also the last stretches are usual. */
  settle(): void;
  /** Another model, or a better time of this one: its errors are compared with their own mean. The last stretches, in which its predecessor went wrong, are left out. */
  startAnew(): void;
  state(): DispersionState;
}

/**
 * One fault that lasts gives many labels, so that the error of some hundred labels moves by much more than a binomial share does: by a factor of 2 to 6
 * in variance on labelled minutes of an IP core network as they came. The factor is Pearson's statistic over its degrees of freedom (McCullagh & Nelder:
 * Generalized Linear Models, 1989, 4.5), on stretches of one hundred labels, and never below 1.
 */
export function createDispersion(begin: DispersionState = emptyDispersion()): Dispersion {
  let { former, own, pending, begun, all } = structuredClone(begin);

  const take = (errorsOfStretch: number) => {
    own.push(errorsOfStretch);
    if (own.length > remembered) own.shift();
    all = { stretches: all.stretches + 1, errors: all.errors + errorsOfStretch };
  };
  const factor = () => {
    const spread = former.spread + spreadOf(own);
    return Math.max(1, (spread + doubt) / (former.freedom + freedomOf(own) + doubt));
  };

  /** The mean error, of this model where enough is known of it. */
  const level = () => {
    if (own.length >= pendingStretches) return own.reduce((sum, one) => sum + one, 0) / (stretch * own.length);
    return all.stretches === 0 ? 0 : all.errors / (stretch * all.stretches);
  };

  return {
    add(isWrong) {
      begun = { labels: begun.labels + 1, errors: begun.errors + Number(isWrong) };
      if (begun.labels < stretch) return;
      pending.push(begun.errors);
      begun = { labels: 0, errors: 0 };
      if (pending.length > pendingStretches) take(pending.shift()!);
    },
    isChange(before, after, labels) {
      // The lowest of many splits promises less than all labels so far.
      const isRise = after > before;
      const from = isRise ? Math.max(before, level()) : before;
      const variance = (factor() * varianceOf(Math.min(0.5, from))) / labels;
      return (isRise ? after - from : from - after) > fewestDeviations * Math.sqrt(variance);
    },
    settle() {
      for (const one of pending) take(one);
      pending = [];
    },
    startAnew() {
      former = { spread: former.spread + spreadOf(own), freedom: former.freedom + freedomOf(own) };
      [own, pending, begun] = [[], [], { labels: 0, errors: 0 }];
    },
    state: () => structuredClone({ former, own, pending, begun, all }),
  };
}

const varianceOf = (share: number) => Math.max(leastVariance, share * (1 - share));

const freedomOf = (own: readonly number[]) => Math.max(0, own.length - 1);

/** Squared deviations of the errors of stretches from their mean, over the variance of a binomial share. */
function spreadOf(own: readonly number[]): number {
  if (own.length < 2) return 0;
  const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
  const squares = own.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  return squares / (stretch * varianceOf(mean / stretch));
}
