import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { describeError, NocturneError } from '../../errors.ts';
import type { Found } from './by-series.ts';
import { runCancellable } from './cancellable.ts';
import type { FileChecks, ListedFile } from './checksums.ts';
import { bytesOf } from './day-files.ts';
import { readByDevices } from './device-parts.ts';
import { bindings, readBySeries } from './history-read.ts';
import { daysOf, type Statement } from './history-statements.ts';
import { copySql, samplesViewSql, sealedFilesSql } from './sql/tables.sql.ts';
import { besideKey } from './training-file.ts';

interface Reading {
  instance: DuckDBInstance;
  samplesDir: string;
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
    const reading = connection.run('SELECT max(ts), max(value), max(metric) FROM read_parquet(?)', [file]);
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

/**
 * Lets work see one state of the history: a connection of its own, in a transaction, with the files of the days that are asked for. So a day that is
 * sealed meanwhile is neither missed nor seen twice, a damaged file spoils only its own day, and inserts need not wait.
 */
async function inSnapshot<T>(
  { instance, samplesDir, checks, signal }: Reading,
  span: Statement['span'],
  work: (connection: DuckDBConnection, files: readonly string[]) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  let files: string[] = [];
  try {
    return await runCancellable(connection, signal, async () => {
      await connection.run("SET TimeZone = 'UTC'");
      await connection.run('BEGIN');
      const found = await connection.runAndReadAll(sealedFilesSql, daysOf(span));
      const listed = found.getRowObjects() as unknown as ListedFile[];
      await checks.verify(listed, signal);
      files = listed.map(({ file }) => join(samplesDir, file));
      await connection.run(samplesViewSql(files));
      return await work(connection, files);
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

/** About a million readings; counting them by device takes longer than many a question to fewer. */
const largeBytes = 4_000_000;

const areLarge = async (files: readonly string[]) => (await bytesOf('', files)) > largeBytes;

export const readStatement = (reading: Reading, statement: Statement): Promise<Found> =>
  inSnapshot(reading, statement.span, async (connection, files) =>
    statement.ofDevices !== undefined && (await areLarge(files))
      ? readByDevices(connection, statement)
      : readBySeries(connection, statement),
  );

/** What is written to a Parquet file, with a text in its metadata. */
export interface ExportOrder {
  statement: Statement;
  file: string;
  beside: string;
}

/** The file appears when it is whole. */
export async function exportReadings(reading: Reading, { statement, file, beside }: ExportOrder): Promise<void> {
  const part = `${file}.part`;
  try {
    await inSnapshot(reading, statement.span, (connection) =>
      connection.run(copySql(statement.sql, part, { [besideKey]: beside }), ...bindings(statement)),
    );
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}
