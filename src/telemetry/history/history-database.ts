import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { NocturneError } from '../../errors.ts';
import type { HistoryBatch, SeriesName } from './history-batch.ts';
import { type HistoryQuery, selectionParameters } from './history-query.ts';
import { type ColumnsOfSeries, readBySeries } from './history-read.ts';
import { insertBatch, inTransaction } from './history-write.ts';
import { featuresSql } from './sql/features.sql.ts';
import { latestSql } from './sql/latest.sql.ts';
import { rangeSql } from './sql/range.sql.ts';
import { type RollupStep, rollupSql } from './sql/rollup.sql.ts';
import { copySql, hotSamplesSql, samplesViewSql, tablesSql } from './sql/tables.sql.ts';

/** The history's tables in DuckDB. One thread of one process may have them open. */
export interface HistoryDatabase {
  /** Every series that is known, in the order of their ids, which count from 0. */
  series(): Promise<SeriesName[]>;
  insert(batch: HistoryBatch): Promise<void>;
  range(query: HistoryQuery): Promise<ColumnsOfSeries[]>;
  latest(query: HistoryQuery, count: number): Promise<ColumnsOfSeries[]>;
  rollup(query: HistoryQuery, step: RollupStep): Promise<ColumnsOfSeries[]>;
  features(query: HistoryQuery): Promise<ColumnsOfSeries[]>;
  exportParquet(query: HistoryQuery, file: string): Promise<void>;
  /** Moves every finished UTC day into a Parquet file of its own. Returns the number of files. */
  seal(now: number): Promise<number>;
  close(): Promise<void>;
}

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
    insert: (batch) => insertBatch(connection, batch),
    range: (query) => readBySeries(connection, rangeSql, query),
    latest: (query, count) => readBySeries(connection, latestSql(count), query),
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
