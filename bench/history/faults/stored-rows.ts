import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { Found } from '../../../src/telemetry/history/by-series.ts';
import { type HistoryDatabase, openHistoryDatabase } from '../../../src/telemetry/history/history-database.ts';
import { readBySeries } from '../../../src/telemetry/history/history-read.ts';
import type { Statement } from '../../../src/telemetry/history/history-statements.ts';
import { readManifest } from '../../../src/telemetry/history/manifest.ts';
import { fileSamplesSql } from '../../../src/telemetry/history/sql/tables.sql.ts';

/** Time and value of a row. */
export type StoredRow = readonly [at: number, value: number];

const dayMs = 86_400_000;

/**
 * Every row as it is stored: the product's own questions take one of several at one time, so a row that is in two places would not be seen by them.
 */
const everyRow = (span: Statement['span']): Statement => ({
  sql: 'SELECT device, interface, metric, ts, value FROM samples ORDER BY device, interface, metric, ts',
  ...{ parameters: [], span, rows: Number.POSITIVE_INFINITY },
});

const rowsOf = ({ series }: Found): StoredRow[] =>
  series.flatMap(({ columns: { ts, value } }) => [...ts!].map((at, i): StoredRow => [at, value![i]!]));

/** All rows of an open history that holds one series. The rows that are not in a file yet are in the answer whatever the span is. */
export const storedRows = async (database: HistoryDatabase): Promise<StoredRow[]> =>
  rowsOf(await database.read(everyRow({ from: 0, to: 1e14 }), new AbortController().signal));

/** The rows of each day apart, so that one that can't be read costs no other; what an attempt throws goes to `onError`. */
export async function storedRowsByDay(
  database: HistoryDatabase,
  days: readonly number[],
  onError: (thrown: unknown) => void,
): Promise<StoredRow[]> {
  const found: StoredRow[] = [];
  for (const from of days) {
    const span = { from, to: from + dayMs };
    const read = database.read(everyRow(span), new AbortController().signal).then(rowsOf);
    const rows = await read.catch((thrown: unknown): StoredRow[] => {
      onError(thrown);
      return [];
    });
    found.push(...rows.filter(([at]) => at >= span.from && at < span.to));
  }
  return found;
}

/** Opens a history, reads it and closes it. */
export async function reopened<T>(dir: string, work: (database: HistoryDatabase) => Promise<T>): Promise<T> {
  const database = await openHistoryDatabase({ dir, threads: 1 });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/** What others read: the rows of the files of the manifest. */
export async function rowsOfManifest(dir: string): Promise<StoredRow[]> {
  const { samples: files } = await readManifest(dir);
  if (files.length === 0) return [];
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const paths = files.map(({ file }) => join(dir, file));
    const { sql, ...rest } = everyRow({ from: 0, to: 1e14 });
    const statement = { ...rest, sql: `WITH samples AS (${fileSamplesSql(paths)}) ${sql}` };
    return rowsOf(await readBySeries(connection, statement));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
