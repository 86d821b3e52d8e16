import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { NocturneError } from '../../errors.ts';
import { count } from '../../foundation/number-words.ts';
import type { Found } from './by-series.ts';
import { dayFolder, daysTooOld, type KeptDays, listOwnFiles, type RemovedFiles, removeFiles } from './day-files.ts';
import { type DaySlice, sliceDays, startOfDay } from './day-slices.ts';
import type { HistoryBatch, HistoryKnown, SeriesName } from './history-batch.ts';
import { createReaders, type ExportOrder, exportReadings, readStatement } from './history-snapshot.ts';
import type { Statement } from './history-statements.ts';
import { insertBatch, inTransaction, readLastBatch } from './history-write.ts';
import { copySql, hotSamplesSql, quoted, tablesSql, unsealedSql } from './sql/tables.sql.ts';

/** Where the history lies, and how many threads DuckDB may use. */
export interface HistoryPlace {
  dir: string;
  threads: number;
  /** Rows that are sealed at once, about; 2 million when left out. */
  partRows?: number;
}

/** The history's tables in DuckDB. One thread of one process may have them open. */
export interface HistoryDatabase {
  /** What was stored before. */
  known(): Promise<HistoryKnown>;
  /** Stores a batch, unless it is stored already. */
  insert(batch: HistoryBatch): Promise<void>;
  /** The finished UTC days that are not sealed, in slices of about as many rows as can be sorted in memory. */
  unsealed(now: number): Promise<DaySlice[]>;
  /** Moves a slice of a day into a Parquet file of its own. */
  seal(slice: DaySlice): Promise<void>;
  /**
   * Takes the finished days that are too old out of the history, and answers with the files that held them: what is asked from now on does not see
   * them. A crash before they are removed does no harm, because the next process removes what no day names.
   */
  forget(kept: KeptDays): Promise<string[]>;
  /** Resolves when no question and no export goes on that may have the files of forgotten days before it. */
  readersGone(): Promise<void>;
  remove(files: readonly string[]): Promise<RemovedFiles>;
  /** Sees one state of the tables, whatever is written meanwhile. Throws `history-cancelled` and `history-damaged`. */
  read(statement: Statement, signal: AbortSignal): Promise<Found>;
  /** Writes readings to a Parquet file, with a text in its metadata. Throws as `read` does. */
  exportReadings(order: ExportOrder, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** They are sorted in memory, and samples that come meanwhile wait for that: some seconds, where a large day takes minutes. */
const usualPartRows = 2_000_000;

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
          : 'restore it from a backup, or move its whole folder away to start a new history',
        cause: thrown,
      },
    );
  }
}

/**
 * Opens the history in a folder: `history.duckdb` holds the days that are not finished, `samples/day=YYYY-MM-DD/*.parquet` the others, in
 * a layout that Spark reads too. Throws `history-locked`, `history-unreadable`, and `history-replaced` where there are days and no file that lists them.
 */
export async function openHistoryDatabase({
  dir,
  threads,
  partRows = usualPartRows,
}: HistoryPlace): Promise<HistoryDatabase> {
  await mkdir(join(dir, 'samples'), { recursive: true });
  const instance = await openInstance(join(dir, 'history.duckdb'), threads);
  try {
    return await openTables(instance, join(dir, 'samples'), partRows);
  } catch (thrown) {
    // Who tries again must not have the file open twice.
    instance.closeSync();
    throw thrown;
  }
}

/** A file that is new lists no day, and what it does not list is removed. */
async function refuseReplaced(connection: DuckDBConnection, samplesDir: string): Promise<void> {
  const { rowCount } = await connection.run("SELECT 1 FROM duckdb_tables() WHERE table_name = 'sealed'");
  if (rowCount > 0) return;
  const files = await listOwnFiles(samplesDir);
  if (files.length === 0) return;
  const message = `${samplesDir} holds finished days (${count(files.length, 'file')}), and history.duckdb beside it is gone or new`;
  throw new NocturneError('history-replaced', message, {
    hint: 'restore history.duckdb from a backup, or move the whole folder away to start a new history',
  });
}

async function openTables(instance: DuckDBInstance, samplesDir: string, partRows: number): Promise<HistoryDatabase> {
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  await refuseReplaced(connection, samplesDir);
  await connection.run(tablesSql);

  async function column(sql: string): Promise<string[]> {
    return ((await connection.runAndReadAll(sql)).getColumns()[0] ?? []) as string[];
  }

  /**
   * A file that is not in the table was written shortly before a crash, and its rows are still in `hot`; or it held a day that was forgotten before
   * one. What has another name than the history gives is not its own.
   */
  async function removeUnlisted(): Promise<void> {
    const sealed = new Set(await column('SELECT file FROM sealed'));
    await removeFiles(
      samplesDir,
      (await listOwnFiles(samplesDir)).filter((file) => !sealed.has(file)),
    );
  }

  async function seal({ day, from, to }: DaySlice): Promise<void> {
    const rows = `"at" >= ${from} AND "at" < ${to}`;
    const folder = dayFolder(day);
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

  const readers = createReaders();
  await removeUnlisted();

  return {
    async known() {
      const reader = await connection.runAndReadAll('SELECT device, interface, metric FROM series ORDER BY id');
      const series = reader
        .getRows()
        .map(([device, port, metric]): SeriesName => [`${device}`, `${port}`, `${metric}`]);
      return { series, batch: await readLastBatch(connection) };
    },
    insert: (batch) => insertBatch(connection, batch),
    read: (statement, signal) => readers.during(readStatement({ instance, samplesDir, signal }, statement)),
    exportReadings: (order, signal) => readers.during(exportReadings({ instance, samplesDir, signal }, order)),
    async forget(kept) {
      const days = daysTooOld(await column('SELECT DISTINCT day FROM sealed'), kept);
      if (days.length === 0) return [];
      return column(`DELETE FROM sealed WHERE day IN (${days.map(quoted).join(', ')}) RETURNING file`);
    },
    readersGone: readers.gone,
    remove: (files) => removeFiles(samplesDir, files),
    async unsealed(now) {
      const found = await connection.runAndReadAll(unsealedSql(startOfDay(now)));
      return sliceDays(found.getRows() as [at: number, rows: number][], partRows);
    },
    seal,
    async close() {
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
    },
  };
}
