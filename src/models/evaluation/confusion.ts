/** How often each true class was called what. */
export interface Confusion {
  classes: string[];
  /** Share of rows that were named right. */
  accuracy: number;
  /** Mean of F1 over the classes that are true somewhere; NaN without rows. A class that was called only by mistake costs precision, not a term. */
  macroF1: number;
  /** Share of the rows of a class that were named right. */
  recall: Record<string, number>;
  /** Share of the rows called so that are so; NaN for a class that was never called. */
  precision: Record<string, number>;
  f1: Record<string, number>;
}

/** Compares names row by row. */
export function measureConfusion(truth: readonly string[], named: readonly string[]): Confusion {
  const classes = [...new Set(truth)].sort();
  const count = (test: (t: string, n: string) => boolean) =>
    truth.reduce((sum, t, i) => sum + Number(test(t, named[i]!)), 0);
  const recall: Record<string, number> = {};
  const precision: Record<string, number> = {};
  const f1: Record<string, number> = {};
  for (const name of classes) {
    const hits = count((t, n) => t === name && n === name);
    const actual = count((t) => t === name);
    const called = count((_, n) => n === name);
    recall[name] = hits / actual;
    precision[name] = hits / called;
    f1[name] = (2 * hits) / (actual + called);
  }
  return {
    classes,
    accuracy: truth.length === 0 ? Number.NaN : count((t, n) => t === n) / truth.length,
    macroF1: classes.reduce((sum, name) => sum + f1[name]!, 0) / classes.length,
    recall,
    precision,
    f1,
  };
}
