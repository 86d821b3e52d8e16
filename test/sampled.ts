import { createHash } from 'node:crypto';

/** Whether every row of every table is tried (`npm run test:all`), and not a sample (`npm test`). */
export const everything = process.env.TEST_ALL === '1';

/** A sample of a long table for `npm test`, and all of the table for `npm run test:all`. See `sampleOf`. */
export function sampled<T>(table: readonly T[], kindOf: (row: T) => unknown, each = 1): T[] {
  return everything ? [...table] : sampleOf(table, kindOf, each);
}

/**
 * So many rows of each kind, in the order of the table. Which ones depends on nothing but their words, so that the sample is the same on
 * each machine, and a new row leaves the choice among the others as it was.
 *
 * @param kindOf what makes rows stand for each other; no kind is left out
 */
export function sampleOf<T>(table: readonly T[], kindOf: (row: T) => unknown, each = 1): T[] {
  const kinds = Map.groupBy(table, (row) => JSON.stringify(kindOf(row)));
  const chosen = new Set([...kinds.values()].flatMap((rows) => fewOf(rows, each)));
  return table.filter((row) => chosen.has(row));
}

/** A seeded choice among rows of one kind. */
function fewOf<T>(rows: readonly T[], count: number): T[] {
  const drawn = rows.map((row, at) => ({ row, at, lot: lotOf(row) }));
  return drawn
    .sort((a, b) => (a.lot < b.lot ? -1 : a.lot > b.lot ? 1 : a.at - b.at))
    .slice(0, count)
    .map(({ row }) => row);
}

const lotOf = (row: unknown) => createHash('sha256').update(wordsOf(row)).digest('hex');

/** Functions and patterns are no words of a row. */
const wordsOf = (row: unknown) =>
  JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value)) ?? String(row);

/** How often something is tried with other numbers: `few` times in `npm test`, `all` times with `npm run test:all`. */
export const rounds = (few: number, all: number): number => (everything ? all : few);
