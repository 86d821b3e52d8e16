import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HistoryTables } from '../../../domain/history-table.ts';
import type { Log } from '../../../log.ts';
import type { Found } from '../by-series.ts';
import { answering, toTable } from '../history-queries.ts';
import type { Statement } from '../history-statements.ts';
import type { SparkRemote } from './remote.ts';
import { createSparkReader } from './spark-reader.ts';
import { openSparkSession } from './spark-session.ts';

/** The closed hours of a history, read by Spark. */
export interface SparkArchive extends HistoryTables {
  /** What the closed hours have of a statement. Throws what a session throws. */
  read(statement: Statement, signal: AbortSignal): Promise<Found>;
  /**
   * Has Spark write the readings of a span beside the history, one for each place, metric and time, and lets work have the files; they are removed then.
   * Throws what a session throws.
   */
  exporting<T>(
    span: { from: number; to: number },
    signal: AbortSignal,
    work: (files: string[]) => Promise<T>,
  ): Promise<T>;
}

/**
 * Asks Spark, each question in a session of its own, so that records of the same name never meet.
 *
 * @param folder the folder of the history's files here
 * @param sparkFolder the same as Spark's workers see it
 */
export function createSparkArchive(deps: {
  remote: SparkRemote;
  folder: string;
  sparkFolder?: string | undefined;
  log: Log;
  deadline: (ms: number) => AbortSignal;
}): SparkArchive {
  const { remote, folder, sparkFolder = folder, log, deadline } = deps;
  const bounds = { deadline, isClosed: () => false, log };

  async function inSession<T>(work: (reader: ReturnType<typeof createSparkReader>) => Promise<T>): Promise<T> {
    const session = openSparkSession(remote);
    try {
      return await work(createSparkReader({ session, folder, sparkFolder }));
    } finally {
      // Nobody waits for the end of a session.
      void session.close();
    }
  }

  return {
    table: (question, { onProgress, ...rest }) =>
      answering(bounds, rest, (end) =>
        inSession(async (reader) => {
          const { closedUntil, ...read } = await reader.readTable(question, end, onProgress);
          return toTable(read, question, closedUntil);
        }),
      ),
    read: (statement, signal) => inSession((reader) => reader.read(statement, signal)),
    async exporting(span, signal, work) {
      const name = `export-${randomUUID()}`;
      const here = join(folder, 'exports', name);
      try {
        await mkdir(join(folder, 'exports'), { recursive: true });
        const isWritten = await inSession((reader) => reader.write(span, `${sparkFolder}/exports/${name}`, signal));
        const files = isWritten ? (await readdir(here)).filter((file) => file.endsWith('.parquet')) : [];
        return await work(files.map((file) => join(here, file)));
      } finally {
        await rm(here, { recursive: true, force: true });
      }
    },
  };
}
