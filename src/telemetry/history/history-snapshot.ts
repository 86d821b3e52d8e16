import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { HistoryBucket } from '../../domain/history-reader.ts';
import type { HistoryQuestion } from '../../domain/history-table.ts';
import { describeError, NocturneError } from '../../errors.ts';
import type { Found } from './by-series.ts';
import { runCancellable } from './cancellable.ts';
import { createCatalogue } from './catalogue.ts';
import type { FileChecks } from './checksums.ts';
import { bytesOf } from './day-files.ts';
import { readByDevices, readTableByDevices } from './device-parts.ts';
import { readBySeries } from './history-read.ts';
import { daysOf, type Statement, timestamp } from './history-statements.ts';
import { bindRecords, type ReadTable, readTable } from './records-table.ts';
import { rollupsSql } from './sql/rollup.sql.ts';
import { copySql, parquetSql, samplesSql, withTables } from './sql/tables.sql.ts';
import { withParameters } from './sql-text.ts';
import type { PickedFiles } from './stored-days.ts';
import { besideKey } from './training-file.ts';

interface Reading {
  instance: DuckDBInstance;
  /** The folder of the files. */
  folder: string;
  checks: FileChecks;
  signal: AbortSignal;
}

/** Those who read at the moment. Each may have files before it that are no longer part of the history. */
export function createReaders() {
  const reading = new Set<Promise<unknown>>();
  return {
    during<T>(work: Promise<T>): Promise<T> {
      reading.add(work);
      return work.finally(() => reading.delete(work));
    },
    /** Resolves when all who read now have ended, well or not. Who begins later is not waited for. */
    async gone(): Promise<void> {
      await Promise.allSettled(reading);
    },
  };
}

/** The first of the files that can't be read, if there is one: the database's own words do not always name it. */
async function findDamaged(connection: DuckDBConnection, files: readonly string[]): Promise<NocturneError | undefined> {
  for (const file of files) {
    const reading = connection.run('SELECT max(ts), max(COLUMNS(* EXCLUDE (ts))) FROM read_parquet(?)', [file]);
    const damage = await reading.then(() => null, describeError);
    if (damage === null) continue;
    return new NocturneError('history-damaged', `Cannot read ${file} of the history: ${damage}`, {
      hint: 'restore the file from a backup; other days can be asked for without it',
    });
  }
  return undefined;
}

/** The database works within a limit of memory, and its own words tell how to tune it. */
function tooLarge(span: Statement['span'], cause: unknown): NocturneError {
  const [first, last] = daysOf(span);
  return new NocturneError(
    'history-too-large',
    `There is more telemetry from ${first} to ${last} than fits into memory`,
    {
      hint: 'name a shorter span',
      cause,
    },
  );
}

/** What a question sees. */
interface Seen {
  files: readonly string[];
  /** The tables that its SQL names, as texts. */
  tables: Readonly<Record<string, string>>;
}

/** The question with its tables. */
const bound = <Question extends { sql: string }>(question: Question, { tables }: Seen): Question => ({
  ...question,
  sql: withTables(tables, question.sql),
});

/**
 * Lets work see one state of the history: a connection of its own, in a transaction, with the files of the days that are asked for. So a day that is
 * sealed meanwhile is neither missed nor seen twice, a damaged file spoils only its own day, and inserts need not wait.
 */
async function inSnapshot<T>(
  { instance, folder, checks, signal }: Reading,
  { span, bucket, instead }: Pick<Statement, 'span' | 'bucket'> & { instead?: readonly string[] | undefined },
  work: (connection: DuckDBConnection, seen: Seen) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  let files: readonly string[] = [];
  try {
    return await runCancellable(connection, signal, async () => {
      const catalogue = createCatalogue(connection);
      const checked = async (own: readonly string[]) => {
        await checks.verify(own, catalogue.withChecksums, signal);
        return own.map((file) => join(folder, file));
      };
      if (bucket === undefined) {
        const begun = await catalogue.beginReading(daysOf(span));
        files = instead ?? (await checked(begun.files));
        return await work(connection, { files, tables: { samples: samplesSql(files, begun.isOpen) } });
      }
      await connection.run('BEGIN');
      const picked = await catalogue.pick(bucket, daysOf(span), span);
      const [stored, readings] = [await checked(picked.stored), await checked(picked.readings)];
      files = [...stored, ...readings];
      return await work(connection, {
        files,
        tables: rollupTables({ bucket, span, stored, readings, isOpen: picked.isOpen }),
      });
    });
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    await connection.run('ROLLBACK').catch(() => undefined);
    if (/^out of memory/i.test(describeError(thrown))) throw tooLarge(span, thrown);
    throw (await runCancellable(connection, signal, () => findDamaged(connection, files))) ?? thrown;
  } finally {
    connection.closeSync();
  }
}

/** `rollups` of stored files and of the readings that are in none. */
function rollupTables({
  bucket,
  span: { from, to },
  isOpen,
  ...picked
}: PickedFiles & { bucket: HistoryBucket; span: Statement['span']; isOpen: boolean }): Seen['tables'] {
  const stored = picked.stored.length === 0 ? null : parquetSql(picked.stored);
  const sources = { bucket, from: timestamp(from), to: timestamp(to), stored };
  if (stored !== null && picked.readings.length === 0 && !isOpen)
    return { rollups: rollupsSql({ ...sources, readings: null }) };
  return {
    unsummed: samplesSql(picked.readings, isOpen),
    rollups: rollupsSql({ ...sources, readings: 'unsummed' }),
  };
}

/** About a million readings; counting them by device takes longer than many a question to fewer. */
const largeBytes = 4_000_000;

const areLarge = async (files: readonly string[]) => (await bytesOf('', files)) > largeBytes;

export const readStatement = (reading: Reading, statement: Statement): Promise<Found> =>
  inSnapshot(reading, { ...statement, ...(statement.openOnly && { instead: [] }) }, async (connection, seen) =>
    statement.ofDevices !== undefined && (await areLarge(seen.files))
      ? readByDevices(connection, statement, { samples: seen.tables.samples! })
      : readBySeries(connection, bound(statement, seen)),
  );

const progressEveryMs = 200;

/** A question whose answer is a table, with records of its own beside the history. `onProgress` is told the share that is done, from 0 to 1. */
export function readQuestion(
  reading: Reading,
  question: HistoryQuestion,
  onProgress: (share: number) => void,
): Promise<ReadTable> {
  return inSnapshot(reading, question, async (connection, seen) => {
    await bindRecords(connection, question.records ?? []);
    if (question.ofDevices !== undefined && (await areLarge(seen.files)))
      return readTableByDevices(connection, question, { samples: seen.tables.samples! }, onProgress);
    const timer = setInterval(() => {
      const { percentage } = connection.progress;
      if (percentage > 0) onProgress(Math.min(percentage / 100, 1));
    }, progressEveryMs);
    try {
      return await readTable(connection, bound(question, seen));
    } finally {
      clearInterval(timer);
    }
  });
}

/** What is written to a Parquet file, with a text in its metadata. */
export interface ExportOrder {
  statement: Statement;
  file: string;
  beside: string;
  /** Files that hold the readings of closed hours, in the place of the history's own: another engine read them. */
  files?: readonly string[];
}

/** The file appears when it is whole. */
export async function exportReadings(
  reading: Reading,
  { statement, file, beside, files: instead }: ExportOrder,
): Promise<void> {
  const part = `${file}.part`;
  try {
    await inSnapshot(reading, { span: statement.span, instead }, (connection, seen) =>
      connection.run(copySql(withParameters(bound(statement, seen)), part, { [besideKey]: beside })),
    );
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}
