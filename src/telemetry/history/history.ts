import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Clock } from '../../domain/clock.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { HistoryTables } from '../../domain/history-table.ts';
import type { Sample } from '../../domain/sample.ts';
import { describeError, NocturneError } from '../../errors.ts';
import type { ThreadEnds } from '../../foundation/kept-thread.ts';
import { untilAborted } from '../../foundation/until-aborted.ts';
import type { Log } from '../../log.ts';
import type { KeptDays, PrunedDays } from './day-files.ts';
import { closedUntil } from './day-slices.ts';
import type { HistoryPlace } from './history-database.ts';
import { createHistoryQueries, type HistoryQueries, type QueryDeps } from './history-queries.ts';
import { type Statement, statements } from './history-statements.ts';
import { keepHistoryThread, startHistoryWorker } from './history-thread.ts';
import { createHistoryWriter } from './history-writer.ts';
import { mergeFound } from './merge-found.ts';
import type { SparkRemote } from './spark/remote.ts';
import { createSparkArchive } from './spark/spark-archive.ts';

export interface HistoryOptions {
  /** Folder of the history; made when it is not there. */
  dir: string;
  /** Folder of what is closed, which may lie on storage that others read; `dir` when left out. */
  folder?: string;
  log: Log;
  clock: Clock;
  /** How many finished days of telemetry stay; all of them when left out. */
  keepDays?: number;
  /** The same of roll-ups. */
  rollupDays?: KeptDays['rollupDays'];
  /** Asks Spark what needs a table for an answer, and reads training data with it; DuckDB does when left out. */
  spark?: { remote: SparkRemote; sparkFolder?: string | undefined } | undefined;
  /** Longest time that a sample waits in memory. */
  flushEveryMs?: number;
  /** Samples that may wait in memory; further ones are dropped and counted. */
  bufferRows?: number;
  maxSeries?: number;
  /** What ends a question, or the patience of `close`, after so many milliseconds; a test passes its own. */
  deadline?: (ms: number) => AbortSignal;
  /** Starts the thread; a test passes one that dies. */
  startWorker?: (place: HistoryPlace) => Worker;
}

/** The samples of days and months. What is asked here sees everything that was appended before. */
export interface History extends HistoryQueries {
  /**
   * Takes samples for the next batch; costs the caller well under a microsecond each. When the buffer is half full it returns a promise: a
   * caller that waits for it loses nothing, one that does not may lose what no longer fits. The promise never rejects.
   */
  append(samples: readonly Sample[]): Promise<void> | undefined;
  /**
   * Writes the readings of a span to a file that a training reads, with what goes beside them (JSON). Throws `history-cancelled` when the signal
   * aborts, and `history-damaged`.
   */
  exportReadings(
    order: { span: { from: number; to: number }; file: string; beside: unknown },
    signal?: AbortSignal,
  ): Promise<void>;
  /** Readings as the engine reads them that is set: for what reads days and weeks of them, such as recordings. */
  archive: Pick<HistoryReader, 'range'>;
  /** Tables as DuckDB answers them, whichever engine is set: for what has to see the last minutes. */
  upToNow: HistoryTables;
  flush(): Promise<void>;
  /** Moves finished UTC days into Parquet files; happens by itself once an hour. Returns the number of files. */
  seal(): Promise<number>;
  /**
   * Removes the finished days that are older than `keepDays` and not among as many latest ones; happens by itself after `seal`. Waits for those who
   * read them. Files that are not of the history stay.
   */
  prune(): Promise<PrunedDays>;
  /** What was pruned since the start. `left` are files that can't be removed; the next start tries it again. */
  pruned(): { days: number; files: number; bytes: number; left: number };
  counts(): { appended: number; dropped: number; waiting: number };
  /** Why samples can't be written at the moment; null when they can. They wait in memory, as far as it reaches. */
  failing(): string | null;
  /** The threads that ended by themselves and were replaced, and why the last of them did. */
  threadEnds(): Readonly<ThreadEnds>;
  /** Writes what waits and closes the file, within ten seconds: what takes longer is logged and left. A second call does nothing. */
  close(): Promise<void>;
}

const closeWithinMs = 10_000;

/**
 * Opens the history: DuckDB in a worker thread, so that neither inserts nor large answers hold up the event loop. Throws `history-locked`
 * when another process has it open, `history-unreadable` and `history-replaced`.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { log, clock, keepDays, rollupDays, flushEveryMs = 1000, bufferRows = 65_536, maxSeries = 200_000 } = options;
  const { deadline = (ms) => AbortSignal.timeout(ms), startWorker = startHistoryWorker } = options;
  const threads = Math.max(1, availableParallelism() - 1);
  const place = { dir: resolve(options.dir), folder: resolve(options.folder ?? options.dir), threads };
  const kept = (): KeptDays => ({ keepDays, rollupDays, now: clock() });
  const thread = keepHistoryThread(() => startWorker(place), log);
  const known = await thread.ask('open', null).catch(async (thrown: unknown) => {
    await thread.stop('the history could not be opened');
    throw thrown;
  });
  const writer = createHistoryWriter({
    ...{ known, bufferRows, maxSeries, clock, log },
    insert: (batch) => thread.ask('insert', batch),
  });
  const { flush } = writer;
  const closing = new AbortController();
  let unopened: string | null = null;
  const pruned = { days: 0, files: 0, bytes: 0, left: 0 };
  let tidiedUntil = Number.NaN;
  let closed: Promise<void> | undefined;

  /** A question or an export: it sees what was appended before, and is called off when the history closes. */
  async function ask<T>(
    question: (signal: AbortSignal) => Promise<T>,
    signal: AbortSignal = closing.signal,
  ): Promise<T> {
    if (closed) throw new NocturneError('history-stopped', 'The history is closed');
    await flush();
    return question(AbortSignal.any([signal, closing.signal]));
  }

  /** `isDone` is whether nothing is left to do before another hour is closed. */
  async function sealAndTidy(): Promise<{ files: number; isDone: boolean }> {
    await flush();
    const { files, failed, more } = await thread.ask('seal', kept());
    for (const error of failed) log.error({ error }, 'the history could not tidy up a day; it tries again in an hour');
    return { files, isDone: !more || failed.length > 0 };
  }

  async function prune(): Promise<PrunedDays> {
    if (closed || (keepDays === undefined && rollupDays === undefined))
      return { days: 0, files: 0, bytes: 0, left: [] };
    const { left, ...removed } = await thread.ask('prune', kept());
    for (const what of ['days', 'files', 'bytes'] as const) pruned[what] += removed[what];
    pruned.left += left.length;
    if (removed.days > 0) log.info({ ...removed, keepDays }, 'old days of the history were removed');
    if (left.length > 0) log.error({ left }, 'files of old days of the history can not be removed');
    return { ...removed, left };
  }

  /** Puts another thread in the place of one that ended, also when nothing is asked and nothing waits. */
  async function revive(): Promise<void> {
    if (thread.isRunning && unopened === null) return;
    unopened = await thread.ask('open', null).then(() => null, describeError);
  }

  const orTell = <T>(work: Promise<T>, message: string): Promise<T | undefined> =>
    work.catch((thrown: unknown) => {
      log.error({ error: describeError(thrown) }, message);
      return undefined;
    });

  async function tick(): Promise<void> {
    await revive();
    await flush();
    // Each time that another hour is closed, also by a clock that was set back.
    const until = closedUntil(clock());
    if (closed || until === tidiedUntil) return;
    tidiedUntil = until;
    const sealed = await orTell(sealAndTidy(), 'history could not seal a day');
    if (sealed && !sealed.isDone) tidiedUntil = Number.NaN;
    await orTell(prune(), 'history could not remove old days');
  }

  const timer = setInterval(() => void tick(), flushEveryMs);
  timer.unref();

  const spark = options.spark && createSparkArchive({ ...options.spark, folder: place.folder, log, deadline });
  const read = (statement: Statement, signal: AbortSignal) => ask((end) => thread.ask('read', statement, end), signal);
  const common: Omit<QueryDeps, 'read'> = {
    deadline,
    readTable: (question, signal, onProgress) =>
      ask((end) => thread.ask('readTable', question, end, onProgress), signal),
    isClosed: () => closed !== undefined,
    log,
  };
  const queries = createHistoryQueries({ ...common, read });
  // What is open is read first: what is moved into a file meanwhile is seen twice and not never.
  const byEngine = spark
    ? createHistoryQueries({
        ...common,
        read: async (statement, signal) =>
          mergeFound(await read({ ...statement, openOnly: true }, signal), await spark.read(statement, signal)),
      })
    : queries;

  async function writeAndClose(): Promise<void> {
    await flush();
    closing.abort();
    if (thread.isRunning) await thread.ask('close', null);
  }

  async function close(): Promise<void> {
    clearInterval(timer);
    writer.end();
    const patience = deadline(closeWithinMs);
    try {
      await untilAborted(writeAndClose(), patience);
    } catch (thrown) {
      if (!patience.aborted) throw thrown;
      log.error({ ms: closeWithinMs }, 'the history did not close in time and is left as it is');
    } finally {
      closing.abort();
      const { waiting } = writer.counts();
      if (waiting > 0) log.error({ waiting }, 'the history closes without samples that could not be written');
      await thread.stop('the history was closed', patience);
    }
  }

  return {
    append: writer.append,
    ...queries,
    ...(spark && { table: spark.table }),
    archive: { range: byEngine.range },
    upToNow: { table: queries.table },
    exportReadings({ span, file, beside }, signal) {
      const order = { statement: statements.readings(span), file: resolve(file), beside: JSON.stringify(beside) };
      return ask(async (end) => {
        if (!spark) return thread.ask('exportReadings', order, end);
        return spark.exporting(span, end, (files) => thread.ask('exportReadings', { ...order, files }, end));
      }, signal);
    },
    flush,
    seal: async () => (await sealAndTidy()).files,
    prune,
    pruned: () => ({ ...pruned }),
    counts: writer.counts,
    failing: () =>
      writer.failing() ?? unopened ?? (thread.isRunning ? null : 'the thread of the history has ended and is replaced'),
    threadEnds: () => thread.ends,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
