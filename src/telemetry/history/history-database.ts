import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BIGINT,
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { NocturneError } from '../../errors.ts';
import type { HistoryBatch, SeriesName } from './history-batch.ts';
import { type HistoryQuery, selectionParameters } from './history-query.ts';
import { featuresSql } from './sql/features.sql.ts';
import { rangeSql } from './sql/range.sql.ts';
import { type RollupStep, rollupSql } from './sql/rollup.sql.ts';
import { copySql, hotSamplesSql, samplesViewSql, tablesSql } from './sql/tables.sql.ts';

/** Rows of one series, column by column. */
export interface ColumnsOfSeries {
  device: string;
  interface: string;
  metric: string;
  columns: Record<string, Float64Array>;
}

/** The history's tables in DuckDB. One thread of one process may have them open. */
export interface HistoryDatabase {
  /** Every series that is known, in the order of their ids, which count from 0. */
  series(): Promise<SeriesName[]>;
  insert(batch: HistoryBatch): Promise<void>;
  range(query: HistoryQuery): Promise<ColumnsOfSeries[]>;
  rollup(query: HistoryQuery, step: RollupStep): Promise<ColumnsOfSeries[]>;
  features(query: HistoryQuery): Promise<ColumnsOfSeries[]>;
  exportParquet(query: HistoryQuery, file: string): Promise<void>;
  /** Moves every finished UTC day into a Parquet file of its own. Returns the number of files. */
  seal(now: number): Promise<number>;
  close(): Promise<void>;
}

/** DuckDB's vectors hold this many rows (STANDARD_VECTOR_SIZE). */
const chunkRows = 2048;
const dayMs = 86_400_000;

async function openInstance(file: string, threads: number): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(file, { threads: String(threads), memory_limit: '512MB' });
  } catch (thrown) {
    const locked = /lock/i.test(String(thrown));
    throw new NocturneError(
      locked ? 'history-locked' : 'history-unreadable',
      `Cannot open the history ${file}: ${String(thrown)}`,
      {
        hint: locked
          ? 'another process has it open: stop that one, or ask it'
          : 'move the file away to start a new history',
        cause: thrown,
      },
    );
  }
}

async function appendRows(connection: DuckDBConnection, batch: HistoryBatch): Promise<void> {
  const rows = await connection.createAppender('hot');
  for (let from = 0; from < batch.at.length; from += chunkRows) {
    const to = Math.min(from + chunkRows, batch.at.length);
    const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, DOUBLE], to - from);
    chunk.setColumnValues(0, Array.from(batch.series.subarray(from, to)));
    chunk.setColumnValues(1, Array.from(batch.at.subarray(from, to), BigInt));
    chunk.setColumnValues(2, Array.from(batch.value.subarray(from, to)));
    rows.appendDataChunk(chunk);
  }
  rows.closeSync();
}

async function appendSeries(connection: DuckDBConnection, series: HistoryBatch['newSeries']): Promise<void> {
  const rows = await connection.createAppender('series');
  for (const { id, name } of series) {
    rows.appendInteger(id);
    for (const part of name) rows.appendVarchar(part);
    rows.endRow();
  }
  rows.closeSync();
}

/** Runs all of it or nothing. */
async function inTransaction(connection: DuckDBConnection, work: () => Promise<unknown>): Promise<void> {
  await connection.run('BEGIN');
  try {
    await work();
    await connection.run('COMMIT');
  } catch (thrown) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw thrown;
  }
}

/** A number of a result: a time in milliseconds, NULL as NaN. */
function toNumber(value: DuckDBValue): number {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  return value === null ? Number.NaN : Number(value);
}

/** Splits rows that are ordered by series. Columns 0 to 2 name the series; the rest become numbers. */
async function readBySeries(
  connection: DuckDBConnection,
  sql: string,
  query: HistoryQuery,
): Promise<ColumnsOfSeries[]> {
  const parameters = selectionParameters(query);
  const reader = await connection.runAndReadAll(
    sql,
    parameters,
    parameters.map(() => VARCHAR),
  );
  const names = reader.columnNames();
  const columns = reader.getColumns();
  const [devices = [], ports = [], metrics = []] = columns as string[][];
  const sameSeries = (a: number, b: number) =>
    devices[a] === devices[b] && ports[a] === ports[b] && metrics[a] === metrics[b];
  const found: ColumnsOfSeries[] = [];
  for (let from = 0, to = 0; from < devices.length; from = to) {
    while (to < devices.length && sameSeries(from, to)) to += 1;
    const numbers: Record<string, Float64Array> = {};
    for (let column = 3; column < names.length; column += 1) {
      numbers[names[column]!] = Float64Array.from(columns[column]!.slice(from, to), toNumber);
    }
    found.push({ device: devices[from]!, interface: ports[from]!, metric: metrics[from]!, columns: numbers });
  }
  return found;
}

/** Replaces the question marks, for statements that take no parameters. */
function inline(sql: string, parameters: readonly (string | null)[]): string {
  let next = 0;
  return sql.replaceAll('?', () => {
    const value = parameters[next++] ?? null;
    return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
  });
}

/**
 * Opens the history in a folder: `history.duckdb` holds the days that are not finished, `samples/day=YYYY-MM-DD/*.parquet` the others, in
 * a layout that Spark reads too. Throws `history-locked` or `history-unreadable`.
 */
export async function openHistoryDatabase(options: { dir: string; threads: number }): Promise<HistoryDatabase> {
  const samplesDir = join(options.dir, 'samples');
  await mkdir(samplesDir, { recursive: true });
  const instance = await openInstance(join(options.dir, 'history.duckdb'), options.threads);
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await connection.run(tablesSql);

  async function column(sql: string): Promise<string[]> {
    return ((await connection.runAndReadAll(sql)).getColumns()[0] ?? []) as string[];
  }

  async function bindSamples(): Promise<void> {
    const files = await column('SELECT file FROM sealed ORDER BY file');
    await connection.run(samplesViewSql(files.map((file) => join(samplesDir, file))));
  }

  /** A file that is not in the table was written shortly before a crash; its rows are still in `hot`. */
  async function removeUnfinished(): Promise<void> {
    const sealed = new Set(await column('SELECT file FROM sealed'));
    const files = await readdir(samplesDir, { recursive: true });
    const unfinished = files.filter((file) => /\.parquet(\.part)?$/.test(file) && !sealed.has(file));
    for (const file of unfinished) await rm(join(samplesDir, file));
  }

  async function sealDay(day: string): Promise<void> {
    const start = Date.parse(`${day}T00:00:00Z`);
    const rows = `"at" >= ${start} AND "at" < ${start + dayMs}`;
    const folder = `day=${day}`;
    await mkdir(join(samplesDir, folder), { recursive: true });
    const file = join(folder, `part-${(await readdir(join(samplesDir, folder))).length}.parquet`);
    const query = `${hotSamplesSql} WHERE ${rows} ORDER BY device, interface, metric, ts`;
    await connection.run(copySql(query, join(samplesDir, `${file}.part`)));
    await rename(join(samplesDir, `${file}.part`), join(samplesDir, file));
    await inTransaction(connection, async () => {
      await connection.run('INSERT INTO sealed VALUES (?, ?)', [day, file]);
      await connection.run(`DELETE FROM hot WHERE ${rows}`);
    });
  }

  await removeUnfinished();
  await bindSamples();

  return {
    async series() {
      const reader = await connection.runAndReadAll('SELECT device, interface, metric FROM series ORDER BY id');
      return reader.getRows() as unknown as SeriesName[];
    },
    insert: (batch) =>
      inTransaction(connection, async () => {
        await appendSeries(connection, batch.newSeries);
        await appendRows(connection, batch);
      }),
    range: (query) => readBySeries(connection, rangeSql, query),
    rollup: (query, step) => readBySeries(connection, rollupSql(step), query),
    features: (query) => readBySeries(connection, featuresSql, query),
    async exportParquet(query, file) {
      await connection.run(copySql(inline(rangeSql, selectionParameters(query)), file));
    },
    async seal(now) {
      const today = Math.floor(now / dayMs) * dayMs;
      const days = await column(
        `SELECT DISTINCT CAST(CAST(make_timestamp("at" * 1000) AS DATE) AS VARCHAR) AS day FROM hot WHERE "at" < ${today} ORDER BY day`,
      );
      for (const day of days) await sealDay(day);
      if (days.length > 0) await bindSamples();
      return days.length;
    },
    async close() {
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
    },
  };
}
