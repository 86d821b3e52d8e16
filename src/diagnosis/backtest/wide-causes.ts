import { NocturneError } from '../../errors.ts';
import { askStump, fitBestStump } from '../../models/evaluation/best-stump.ts';
import { fitRandomForest } from '../../models/random-forest.ts';
import { type CauseMethod, type CauseTable, tabulateCauses } from './cause-table.ts';
import { leastRows } from './entity-rows.ts';
import type { TimeSplit } from './wide-detection.ts';
import { type CauseRowsOptions, cutRows, readCauseRows } from './wide-rows.ts';

export interface WideCauseReport {
  features: number;
  trainingRows: number;
  /** Causes of the judged part that training never saw: nobody can name them. */
  neverTrained: string[];
  /** The feature of the rule. */
  ruleOn: string;
  rows: CauseTable;
}

export interface WideCauseOptions extends CauseRowsOptions {
  split: TimeSplit;
  seed: number;
  onTree?: (done: number, total: number) => void;
}

/**
 * A random forest, the best rule on a single feature and "always the most frequent cause" on a CSV whose column `cause` says what is true of each
 * row; all columns besides `time`, `entity` and labels are features. Learned from the rows before the split, all entities together. Without a
 * column `time` the order of the file is the order of time. Throws `bad-csv`, naming row and column, `data-too-large` and `too-few-rows`.
 */
export async function reportWideCauses(
  file: string,
  { split, seed, onTree, ...options }: WideCauseOptions,
): Promise<WideCauseReport> {
  const rows = await readCauseRows(file, options);
  if (!rows.hasTime && 'from' in split) {
    throw new NocturneError('bad-csv', `${file} has no column time`, { hint: 'leave --from out' });
  }
  const learned = cutRows(file, rows, split, leastRows);
  const judged = rows.count - learned;
  const width = rows.metrics.length;
  const [known, asked] = [rows.values.subarray(0, learned * width), rows.values.subarray(learned * width)];
  const [before, after] = [rows.causes.subarray(0, learned), rows.causes.subarray(learned)];
  const learnedNames = [...new Set(before)].map((id) => rows.names[id]!);
  const classes = learnedNames.sort();
  const labels = Int32Array.from(before, (id) => classes.indexOf(rows.names[id]!));
  const size = { count: learned, width, classes: classes.length };
  const stump = fitBestStump(known, labels, size);
  const forest = fitRandomForest(known, labels, size.count, width, size.classes, {
    ...{ trees: 100, maxDepth: 10, minLeaf: 2, classWeights: 'balanced', seed, onTree },
  });
  const truth = Array.from(after, (id) => rows.names[id]!);
  const usual = mostFrequent(Array.from(before, (id) => rows.names[id]!));
  const methods: CauseMethod[] = [
    { name: `always ${usual}`, named: () => ({ cause: usual }) },
    { name: 'best rule on one feature', named: (i) => ({ cause: classes[askStump(stump, asked, i * width)]! }) },
    { name: 'random forest', named: askForest(forest.probabilities(asked, judged), classes) },
  ];
  return {
    features: width,
    trainingRows: learned,
    neverTrained: [...new Set(truth)].filter((name) => !classes.includes(name)).sort(),
    ruleOn: rows.metrics[stump.metric]!,
    rows: tabulateCauses(truth, methods),
  };
}

function askForest(chances: Float64Array, classes: readonly string[]): CauseMethod['named'] {
  return (i) => {
    const own = chances.subarray(i * classes.length, (i + 1) * classes.length);
    if (Number.isNaN(own[0]!)) return { cause: 'unknown' };
    const best = own.indexOf(own.reduce((a, b) => Math.max(a, b)));
    return { cause: classes[best]!, confidence: own[best]! };
  };
}

export function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? 'none';
}
