import type { HistoryTable } from '../../src/domain/history-table.ts';
import { NocturneError } from '../../src/errors.ts';

/** What the query says of one series, in the order of `columns`; null where there is none. */
export interface SeriesStatistics {
  series: [device: string, port: string, metric: string];
  values: (number | null)[];
}

/** What is said of a series: `n` is a count, and `mean5`, `dev5` and `change` are means of the rolling mean, the rolling deviation and the size of a change. */
export const columns = ['n', 'mean', 'deviation', 'mean5', 'dev5', 'change'] as const;

/** Engines add the same numbers in another order. */
const tolerance = 1e-9;

/** An answer of the history in the common form. */
export function toStatistics({ columns: given, rows }: Pick<HistoryTable, 'columns' | 'rows'>): SeriesStatistics[] {
  const at = (names: readonly string[]) => names.map((name) => given.indexOf(name));
  const [names, numbers] = [at(['device', 'interface', 'metric']), at(columns)];
  return rows.map((row) => ({
    series: names.map((i) => String(row[i])) as SeriesStatistics['series'],
    values: numbers.map((i) => row[i] as number | null),
  }));
}

const isSame = (a: number | null, b: number | null) =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b)));

/** Throws `answers-differ` where an engine does not give the rows of another one, in the same order, each number the same to 1e-9 of its size. */
export function requireSame(
  [ours, expected]: [name: string, rows: readonly SeriesStatistics[]],
  [theirs, given]: [name: string, rows: readonly SeriesStatistics[]],
): void {
  const differ = (where: string, a: unknown, b: unknown) =>
    new NocturneError('answers-differ', `${ours} and ${theirs} do not agree on ${where}: ${a} and ${b}`);
  if (expected.length !== given.length) throw differ('the number of series', expected.length, given.length);
  for (const [at, { series, values }] of expected.entries()) {
    const other = given[at]!;
    const name = series.join('/');
    if (name !== other.series.join('/')) throw differ(`series ${at}`, name, other.series.join('/'));
    for (const [i, column] of columns.entries())
      if (!isSame(values[i]!, other.values[i]!)) throw differ(`${column} of ${name}`, values[i], other.values[i]);
  }
}
