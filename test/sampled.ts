import { createHash } from 'node:crypto';

/** Whether every row of every table is tried (`npm run test:all`), and not a sample (`npm test`). */
const everything = process.env.TEST_ALL === '1';

/** A sample of a long table for `npm test`, and all of the table for `npm run test:all`. See `sampleOf`. */
export function sampled<T>(table: readonly T[], kindsOf: (row: T) => readonly unknown[], each = 1): T[] {
  return everything ? [...table] : sampleOf(table, kindsOf, each);
}

/** How often something is tried with other numbers: `few` times in `npm test`, `all` times with `npm run test:all`. */
export const rounds = (few: number, all: number): number => (everything ? all : few);

/**
 * The rows for one of several who share a table: in `npm test` they are dealt like cards, so that somebody tries each row and everybody
 * has one; with `npm run test:all` everybody tries all.
 *
 * @param turn which of them, from 0
 */
export function dealt<T>(table: readonly T[], turn: number, among: number): T[] {
  return everything ? [...table] : dealtTo(table, turn, among);
}

/** See `dealt`. */
export function dealtTo<T>(table: readonly T[], turn: number, among: number): T[] {
  const hands = Math.min(among, table.length);
  return table.filter((_, at) => at % hands === turn % hands);
}

/**
 * Few rows that hold each kind at least so often as asked for, or as often as there is one. Which ones depends on nothing but the words of
 * the rows, so that the sample is the same on each machine, and rows that were not chosen may come and go.
 *
 * @param kindsOf what a row stands for; each place of the list has kinds of its own, as the columns of a table have. With none, any row
 * stands for all.
 */
export function sampleOf<T>(table: readonly T[], kindsOf: (row: T) => readonly unknown[], each = 1): T[] {
  const seen = new Map<string, number>();
  const chosen = new Set<T>();
  for (const row of drawn(table)) {
    const kinds = ['any', ...kindsOf(row)].map((kind, place) => JSON.stringify([place, kind]));
    if (kinds.every((kind) => (seen.get(kind) ?? 0) >= each)) continue;
    chosen.add(row);
    for (const kind of kinds) seen.set(kind, (seen.get(kind) ?? 0) + 1);
  }
  return table.filter((row) => chosen.has(row));
}

/** The rows in an order of chance that their own words decide. */
function drawn<T>(table: readonly T[]): T[] {
  const lots = table.map((row, at) => ({ row, at, lot: lotOf(row) }));
  return lots.sort((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : a.at - b.at)).map(({ row }) => row);
}

const lotOf = (row: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(row) ?? String(row))
    .digest('hex');
