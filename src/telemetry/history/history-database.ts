import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { historyBuckets } from '../../domain/history-reader.ts';
import type { HistoryQuestion } from '../../domain/history-table.ts';
import { describeError, NocturneError } from '../../errors.ts';
import { count } from '../../foundation/number-words.ts';
import type { Found } from './by-series.ts';
import { type Catalogue, createCatalogue, type StoredRollup } from './catalogue.ts';
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
import { closedDay, closedUntil, type DaySlice, sliceDays } from './day-slices.ts';
import type { HistoryBatch, HistoryKnown, SeriesName } from './history-batch.ts';
import { createReaders, type ExportOrder, exportReadings, readQuestion, readStatement } from './history-snapshot.ts';
import type { Statement } from './history-statements.ts';
import { insertBatch, inTransaction, readLastBatch } from './history-write.ts';
import { type Manifest, writeManifest } from './manifest.ts';
import type { ReadTable } from './records-table.ts';
import { keptOf, missingRollups, type RollupOrder, rollupFolder, writeRollups } from './roll-ups.ts';
import { copySql, hotSamplesSql, seriesOrder, tablesSql, unsealedSql } from './sql/tables.sql.ts';

/** Where the history lies, and how many threads DuckDB may use. */
export interface HistoryPlace {
  /** Folder of the open file, on a disk of this machine. */
  dir: string;
  /** Folder of what is closed; `dir` when left out. It may lie on storage that others read. */
  folder?: string;
  threads: number;
  /** Rows that are sealed or summed up at once, about; 2 million when left out. */
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
  /** The roll-ups that are to be made of finished days. */
  missingRollups(kept: KeptDays): Promise<RollupOrder[]>;
  /** Writes those of a day; the history does not have them before `takeRollup`. Inserts need not wait. */
  rollUp(order: RollupOrder): Promise<StoredRollup[]>;
  /** Takes one in, in the place of an earlier one, whose files are the answer; its own where the day has other readings by now. */
  takeRollup(rollup: StoredRollup): Promise<string[]>;
  /**
   * Takes the finished days that are too old out of the history, and answers with the files that held them: what is asked from now on does not see
   * them. A crash before they are removed does no harm, because the next process removes what no day names.
   */
  forget(kept: KeptDays): Promise<{ days: number; files: string[] }>;
  /** Resolves when no question and no export goes on that may have the files of forgotten days before it. */
  readersGone(): Promise<void>;
  remove(files: readonly string[]): Promise<RemovedFiles>;
  /** Sees one state of the tables, whatever is written meanwhile. Throws `history-cancelled` and `history-damaged`. */
  read(statement: Statement, signal: AbortSignal): Promise<Found>;
  /** The same of a question whose answer is a table. */
  readTable(question: HistoryQuestion, signal: AbortSignal, onProgress: (share: number) => void): Promise<ReadTable>;
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
 * Opens the history in a folder: `history.duckdb` holds the hours that are not closed, `samples/day=YYYY-MM-DD/*.parquet` the others and
 * `rollups/bucket=…/day=…` what was summed up of finished days, in a layout that Spark reads too. Throws `history-locked`, `history-unreadable`, and `history-replaced` where there are days and no file that lists them.
 */
export async function openHistoryDatabase({
  dir,
  folder = dir,
  threads,
  partRows = usualPartRows,
}: HistoryPlace): Promise<HistoryDatabase> {
  await mkdir(dir, { recursive: true });
  await mkdir(join(folder, 'samples'), { recursive: true });
  const file = join(dir, 'history.duckdb');
  const instance = await openInstance(file, threads);
  try {
    return await openTables(instance, folder, partRows);
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

/**
 * A file that is not in a table was written shortly before a crash, and its rows are still elsewhere; or it held a day that was forgotten before
 * one. What has another name than the history gives is not its own.
 */
async function removeUnlisted(catalogue: Catalogue, folder: string): Promise<void> {
  const listed = new Set([
    ...[...(await catalogue.samples()).values()].flat(),
    ...(await catalogue.everyRollup()).map(({ file }) => file),
  ]);
  await catalogue.forgetChecksums();
  for (const below of ['samples', ...historyBuckets.map(rollupFolder)]) {
    const own = (await listOwnFiles(join(folder, below))).map((file) => join(below, file));
    await removeFiles(
      folder,
      own.filter((file) => !listed.has(file)),
    );
  }
}

async function openTables(instance: DuckDBInstance, folder: string, partRows: number): Promise<HistoryDatabase> {
  const connection = await instance.connect();
  // Of every connection that is opened later too.
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await refuseReplaced(connection, join(folder, 'samples'));
  await connection.run(tablesSql);
  const catalogue = createCatalogue(connection);

  const checks = createFileChecks(folder);

  const nextSamples = async (day: string) => join('samples', await nextFile(join(folder, 'samples'), day));

  async function seal({ day, from, to }: DaySlice): Promise<void> {
    const rows = `"at" >= ${from} AND "at" < ${to}`;
    await mkdir(join(folder, 'samples', dayFolder(day)), { recursive: true });
    const file = await nextSamples(day);
    const query = `${hotSamplesSql} WHERE ${rows} ORDER BY ${seriesOrder}`;
    await connection.run(copySql(query, join(folder, `${file}.part`)));
    await rename(join(folder, `${file}.part`), join(folder, file));
    const checksum = await checks.checksumOf(file);
    await inTransaction(connection, async () => {
      await catalogue.addSamples(day, file, checksum);
      await connection.run(`DELETE FROM hot WHERE ${rows}`);
    });
  }

  async function crowded(now: number): Promise<Compaction[]> {
    const days = [...(await catalogue.samples())].map(([day, files]) => ({ day, files: [...files] }));
    const measured = days
      .filter((one) => mayBeCrowded(one, closedDay(now)))
      .map(async (one) => ({ ...one, bytes: await bytesOf(folder, one.files) }));
    const found = crowdedDays(await Promise.all(measured));
    return Promise.all(found.map(async ({ day, files }) => ({ day, files, into: await nextSamples(day) })));
  }

  /** Work that inserts need not wait for. */
  async function onItsOwn<T>(work: (own: DuckDBConnection) => Promise<T>): Promise<T> {
    const own = await instance.connect();
    try {
      return await work(own);
    } finally {
      own.closeSync();
    }
  }

  async function publish(now: number): Promise<void> {
    const samples = [...(await catalogue.samples())].flatMap(([day, files]) => files.map((file) => ({ day, file })));
    const rollups: Manifest['rollups'] = [];
    for (const bucket of historyBuckets)
      for (const [day, files] of await catalogue.rollups(bucket))
        rollups.push(...files.map((file) => ({ bucket, day, file })));
    await writeManifest(folder, { closedUntil: closedUntil(now), samples, rollups });
  }

  async function forget(kept: KeptDays): Promise<{ days: number; files: string[] }> {
    const { keepDays, now } = kept;
    const all = [...(await catalogue.samples()).keys()];
    const old = keepDays === undefined ? [] : daysTooOld(all, { keepDays, now });
    const files = await catalogue.removeSamples(old);
    const rolled = await catalogue.everyRollup();
    for (const bucket of historyBuckets) {
      const limit = keptOf(kept, bucket);
      const days = rolled.filter((one) => one.bucket === bucket).map(({ day }) => day);
      if (limit) files.push(...(await catalogue.removeRollups(bucket, daysTooOld([...all, ...days], limit))));
    }
    return { days: old.length, files };
  }

  const readers = createReaders();
  const place = { instance, folder, checks };
  await removeUnlisted(catalogue, folder);

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
    readTable: (question, signal, onProgress) =>
      readers.during(readQuestion({ ...place, signal }, question, onProgress)),
    exportReadings: (order, signal) => readers.during(exportReadings({ ...place, signal }, order)),
    forget,
    readersGone: readers.gone,
    remove: (files) => removeFiles(folder, files),
    async unsealed(now) {
      const found = await connection.runAndReadAll(unsealedSql(closedUntil(now)));
      return sliceDays(found.getRows() as [at: number, rows: number][], partRows);
    },
    seal,
    crowded,
    compact: (compaction) => readers.during(onItsOwn((own) => writeCompacted(own, folder, compaction))),
    // The day may have been forgotten meanwhile: then what was made of it goes too.
    async swap({ day, files, into }) {
      const checksum = await checks.checksumOf(into);
      return (await catalogue.replaceSamples(day, files, into, checksum)) ? files : [into];
    },
    missingRollups: (kept) => missingRollups(catalogue, kept, closedDay(kept.now)),
    rollUp: (order) =>
      readers.during(onItsOwn((own) => writeRollups(own, { folder, partRows, checksumOf: checks.checksumOf }, order))),
    takeRollup: (rollup) => catalogue.putRollup(rollup),
    publish,
    async close() {
      await connection.run('CHECKPOINT');
      connection.closeSync();
      instance.closeSync();
    },
  };
}
