import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describeError, NocturneError } from '../../errors.ts';
import { count } from '../../foundation/number-words.ts';
import type { Found } from './by-series.ts';
import { createFileChecks } from './checksums.ts';
import { type Compaction, crowdedDays, mayBeCrowded, writeCompacted } from './compaction.ts';
import {
  bytesOf,
  dayFolder,
  daysTooOld,
  type KeptDays,
  listOwnFiles,
  nextFile,
  type RemovedFiles,
  removeFiles,
} from './day-files.ts';
import { closedUntil, type DaySlice, sliceDays } from './day-slices.ts';
import type { HistoryBatch, HistoryKnown, SeriesName } from './history-batch.ts';
import { createReaders, type ExportOrder, exportReadings, readStatement } from './history-snapshot.ts';
import type { Statement } from './history-statements.ts';
import { insertBatch, inTransaction, readLastBatch } from './history-write.ts';
import { writeManifest } from './manifest.ts';
import {
  addChecksumSql,
  copySql,
  hotSamplesSql,
  quoted,
  seriesOrder,
  tablesSql,
  unsealedSql,
} from './sql/tables.sql.ts';

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
  /** The closed hours that are not sealed, in slices of one day and about as many rows as can be sorted in memory. */
  unsealed(now: number): Promise<DaySlice[]>;
  /** Moves a slice of a day into a Parquet file of its own. */
  seal(slice: DaySlice): Promise<void>;
  /** The finished days that have so many files that one is better. */
  crowded(now: number): Promise<Compaction[]>;
  /** Writes the one file; the history does not have it before `swap`. Inserts need not wait. */
  compact(compaction: Compaction): Promise<void>;
  /** Puts the one file in the place of the others, which are the answer then: nobody who asks from now on sees them. Nothing where one of them is gone. */
  swap(compaction: Compaction): Promise<string[]>;
  /** Tells other readers which files are the history's. */
  publish(now: number): Promise<void>;
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
    throw unopened(file, thrown);
  }
}

/** DuckDB's words on a damaged file speak of blocks. */
const isLocked = (thrown: unknown) => /\block\b/i.test(describeError(thrown).replaceAll(/"[^"]*"/g, ''));

function unopened(file: string, thrown: unknown): NocturneError {
  const locked = isLocked(thrown);
  return new NocturneError(
    locked ? 'history-locked' : 'history-unreadable',
    `Cannot open the history ${file}: ${describeError(thrown)}`,
    {
      hint: locked
        ? 'another process has it open: stop that one, or ask it'
        : 'restore it from a backup, or move its whole folder away to start a new history',
      cause: thrown,
    },
  );
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
  const file = join(dir, 'history.duckdb');
  const instance = await openInstance(file, threads);
  try {
    return await openTables(instance, join(dir, 'samples'), partRows);
  } catch (thrown) {
    // Who tries again must not have the file open twice.
    instance.closeSync();
    throw thrown instanceof NocturneError ? thrown : unopened(file, thrown);
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
  const checks = createFileChecks(samplesDir);

  async function column(sql: string): Promise<string[]> {
    return ((await connection.runAndReadAll(sql)).getColumns()[0] ?? []) as string[];
  }

  /**
   * A file that is not in the table was written shortly before a crash, and its rows are still in `hot`; or it held a day that was forgotten before
   * one. What has another name than the history gives is not its own.
   */
  async function removeUnlisted(): Promise<void> {
    const sealed = new Set(await column('SELECT file FROM sealed'));
    await connection.run('DELETE FROM checksums WHERE file NOT IN (SELECT file FROM sealed)');
    await removeFiles(
      samplesDir,
      (await listOwnFiles(samplesDir)).filter((file) => !sealed.has(file)),
    );
  }

  async function seal({ day, from, to }: DaySlice): Promise<void> {
    const rows = `"at" >= ${from} AND "at" < ${to}`;
    await mkdir(join(samplesDir, dayFolder(day)), { recursive: true });
    const file = await nextFile(samplesDir, day);
    const query = `${hotSamplesSql} WHERE ${rows} ORDER BY ${seriesOrder}`;
    await connection.run(copySql(query, join(samplesDir, `${file}.part`)));
    await rename(join(samplesDir, `${file}.part`), join(samplesDir, file));
    const checksum = await checks.checksumOf(file);
    await inTransaction(connection, async () => {
      await connection.run('INSERT INTO sealed VALUES (?, ?)', [day, file]);
      await connection.run(addChecksumSql, [file, checksum]);
      await connection.run(`DELETE FROM hot WHERE ${rows}`);
    });
  }

  async function listSealed(): Promise<Map<string, string[]>> {
    const rows = (await connection.runAndReadAll('SELECT day, file FROM sealed ORDER BY day, file')).getRows();
    const byDay = new Map<string, string[]>();
    for (const [day, file] of rows as [string, string][]) byDay.set(day, [...(byDay.get(day) ?? []), file]);
    return byDay;
  }

  async function crowded(now: number): Promise<Compaction[]> {
    const today = new Date(closedUntil(now)).toISOString().slice(0, 10);
    const days = [...(await listSealed())].map(([day, files]) => ({ day, files }));
    const measured = days
      .filter((one) => mayBeCrowded(one, today))
      .map(async (one) => ({ ...one, bytes: await bytesOf(samplesDir, one.files) }));
    const found = crowdedDays(await Promise.all(measured));
    return Promise.all(found.map(async ({ day, files }) => ({ day, files, into: await nextFile(samplesDir, day) })));
  }

  async function compact(compaction: Compaction): Promise<void> {
    const own = await instance.connect();
    try {
      await own.run("SET TimeZone = 'UTC'");
      await writeCompacted(own, samplesDir, compaction);
    } finally {
      own.closeSync();
    }
  }

  async function swap({ day, files, into }: Compaction): Promise<string[]> {
    const names = files.map(quoted).join(', ');
    const there = await column(`SELECT file FROM sealed WHERE file IN (${names})`);
    // The day was forgotten meanwhile, and what was made of it goes too.
    if (there.length < files.length) return [into];
    const checksum = await checks.checksumOf(into);
    await inTransaction(connection, async () => {
      await connection.run(`DELETE FROM sealed WHERE file IN (${names})`);
      await connection.run('INSERT INTO sealed VALUES (?, ?)', [day, into]);
      await connection.run(addChecksumSql, [into, checksum]);
    });
    return files;
  }

  async function publish(now: number): Promise<void> {
    const files = [...(await listSealed())].flatMap(([day, those]) => those.map((file) => ({ day, file })));
    await writeManifest(samplesDir, { closedUntil: closedUntil(now), files });
  }

  const readers = createReaders();
  const place = { instance, samplesDir, checks };
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
    read: (statement, signal) => readers.during(readStatement({ ...place, signal }, statement)),
    exportReadings: (order, signal) => readers.during(exportReadings({ ...place, signal }, order)),
    async forget(kept) {
      const days = daysTooOld(await column('SELECT DISTINCT day FROM sealed'), kept);
      if (days.length === 0) return [];
      return column(`DELETE FROM sealed WHERE day IN (${days.map(quoted).join(', ')}) RETURNING file`);
    },
    readersGone: readers.gone,
    remove: (files) => removeFiles(samplesDir, files),
    async unsealed(now) {
      const found = await connection.runAndReadAll(unsealedSql(closedUntil(now)));
      return sliceDays(found.getRows() as [at: number, rows: number][], partRows);
    },
    seal,
    crowded,
    compact: (compaction) => readers.during(compact(compaction)),
    swap,
    publish,
    async close() {
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
    },
  };
}
