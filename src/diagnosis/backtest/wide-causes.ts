import { NocturneError } from '../../errors.ts';
import { askStump, fitBestStump } from '../../models/evaluation/best-stump.ts';
import { fitRandomForest } from '../../models/random-forest.ts';
import { badCell, type CsvTable, findColumns } from '../../telemetry/csv/csv.ts';
import { parseWideTable, type WideRows } from '../../telemetry/csv/wide-csv.ts';
import { type CauseMethod, type CauseTable, tabulateCauses } from './cause-table.ts';
import { leastRows } from './entity-rows.ts';
import type { TimeSplit } from './wide-detection.ts';

export interface WideCauseReport {
  features: number;
  trainingRows: number;
  /** Causes of the judged part that training never saw: nobody can name them. */
  neverTrained: string[];
  /** The feature of the rule. */
  ruleOn: string;
  rows: CauseTable;
}

/**
 * A random forest, the best rule on a single feature and "always the most frequent cause" on a table whose column `cause` says what is true of
 * each row; all columns besides `time`, `entity` and labels are features. Learned from the rows before the split, all entities together. Without a
 * column `time` the order of the file is the order of time. Throws `bad-csv`, naming row and column, and `too-few-rows`.
 */
export function reportWideCauses(
  table: CsvTable,
  split: TimeSplit,
  options: { seed: number; onTree?: (done: number, total: number) => void },
): WideCauseReport {
  const column = findColumns(table, ['cause']).cause;
  const rows = parseWideTable(withTime(table, split));
  const names = table.rows.map((cells, i) => {
    const name = cells[column]!.trim();
    if (name === '') throw badCell(table, i + 1, 'cause', 'is empty; name the ordinary rows too, such as "none"');
    return name;
  });
  const { learned, judged } = cutRows(rows, split);
  const of = (members: readonly number[]) => members.map((i) => names[i]!);
  const width = rows.metrics.length;
  const take = (members: readonly number[]) => {
    const values = new Float64Array(members.length * width);
    for (const [at, i] of members.entries()) values.set(rows.values.subarray(i * width, (i + 1) * width), at * width);
    return values;
  };
  const classes = [...new Set(of(learned))].sort();
  const labels = Int32Array.from(of(learned), (name) => classes.indexOf(name));
  const size = { count: learned.length, width, classes: classes.length };
  const [known, asked] = [take(learned), take(judged)];
  const stump = fitBestStump(known, labels, size);
  const forest = fitRandomForest(known, labels, size.count, width, size.classes, {
    ...{ trees: 100, maxDepth: 10, minLeaf: 2, classWeights: 'balanced', seed: options.seed },
    onTree: options.onTree,
  });
  const truth = of(judged);
  const usual = mostFrequent(of(learned));
  const methods: CauseMethod[] = [
    { name: `always ${usual}`, named: truth.map(() => ({ cause: usual })) },
    {
      name: 'best rule on one feature',
      named: truth.map((_, i) => ({ cause: classes[askStump(stump, asked, i * width)]! })),
    },
    { name: 'random forest', named: askForest(forest.probabilities(asked, truth.length), classes, truth.length) },
  ];
  return {
    features: width,
    trainingRows: learned.length,
    neverTrained: [...new Set(truth)].filter((name) => !classes.includes(name)).sort(),
    ruleOn: rows.metrics[stump.metric]!,
    rows: tabulateCauses(truth, methods),
  };
}

function askForest(chances: Float64Array, classes: readonly string[], count: number): CauseMethod['named'] {
  return Array.from({ length: count }, (_, i) => {
    const own = chances.subarray(i * classes.length, (i + 1) * classes.length);
    if (Number.isNaN(own[0]!)) return { cause: 'unknown' };
    const best = own.indexOf(own.reduce((a, b) => Math.max(a, b)));
    return { cause: classes[best]!, confidence: own[best]! };
  });
}

export function mostFrequent(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0]?.[0] ?? 'none';
}

function withTime(table: CsvTable, split: TimeSplit): CsvTable {
  if (table.columns.includes('time')) return table;
  if ('from' in split) {
    throw new NocturneError('bad-csv', `${table.file} has no column time`, { hint: 'leave --from out' });
  }
  return { ...table, columns: [...table.columns, 'time'], rows: table.rows.map((cells, i) => [...cells, String(i)]) };
}

/** Rows that come before the split in time, and the others; all entities are cut at the same moment. */
function cutRows({ file, timesMs, count }: WideRows, split: TimeSplit): { learned: number[]; judged: number[] } {
  const order = Array.from({ length: count }, (_, i) => i).sort((a, b) => timesMs[a]! - timesMs[b]!);
  const from = 'from' in split ? split.from : timesMs[order[Math.floor(count * split.trainShare)] ?? -1]!;
  const learned = order.filter((i) => timesMs[i]! < from);
  const judged = order.filter((i) => timesMs[i]! >= from);
  if (learned.length >= leastRows && judged.length > 0) return { learned, judged };
  const message = `${file} gives ${learned.length} rows to learn from and ${judged.length} to judge; ${leastRows} and one are needed`;
  throw new NocturneError('too-few-rows', message, { hint: 'choose another --from or --train-share' });
}
