import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import type { Sample } from '../../domain/sample.ts';
import { describeError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createHistoryBuffer, type HistoryBatch, type SeriesName } from './history-batch.ts';
import { startHistoryCalls } from './history-calls.ts';
import { createHistoryQueries, type HistoryQueries } from './history-queries.ts';
import type { Found } from './history-read.ts';
import { statements } from './history-statements.ts';

export interface HistoryOptions {
  /** Folder of the history; made when it is not there. */
  dir: string;
  log: Log;
  clock: Clock;
  /** Longest time that a sample waits in memory. */
  flushEveryMs?: number;
  /** Samples that may wait in memory; further ones are dropped and counted. */
  bufferRows?: number;
  maxSeries?: number;
  /** What ends a question after so many milliseconds; a test passes its own. */
  deadline?: (ms: number) => AbortSignal;
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
  flush(): Promise<void>;
  /** Moves finished UTC days into Parquet files; happens by itself once an hour. Returns the number of files. */
  seal(): Promise<number>;
  counts(): { appended: number; dropped: number; waiting: number };
  /** Why samples can't be written at the moment; null when they can. They wait in memory, as far as it reaches. */
  failing(): string | null;
  /** Writes what waits and closes the file. A second call does nothing. */
  close(): Promise<void>;
}

const sealEveryMs = 3_600_000;

/**
 * Opens the history: DuckDB in a worker thread, so that neither inserts nor large answers hold up the event loop. Throws `history-locked`
 * when another process has it open, and `history-unreadable`.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { log, clock, flushEveryMs = 1000, bufferRows = 65_536, maxSeries = 200_000 } = options;
  const threads = Math.max(1, availableParallelism() - 1);
  const calls = startHistoryCalls({ dir: resolve(options.dir), threads });
  const known = (await calls.call('series', []).catch(async (thrown: unknown) => {
    await calls.stop();
    throw thrown;
  })) as SeriesName[];
  const buffer = createHistoryBuffer(known, { rows: bufferRows, maxSeries });
  const counts = { appended: 0, dropped: 0 };
  let writing: Promise<void> | undefined;
  let unwritten: HistoryBatch | undefined;
  let failure: string | null = null;
  let sealedAt = Number.NEGATIVE_INFINITY;
  let closed: Promise<void> | undefined;

  /** A batch that could not be written is tried again before the next one, so that a full disk costs only what no longer fits into memory. */
  async function write(): Promise<void> {
    const batch = unwritten ?? buffer.take();
    try {
      await calls.call('insert', [batch]);
      if (failure !== null) log.info({ samples: batch.at.length }, 'the history can be written again');
      unwritten = undefined;
      failure = null;
    } catch (thrown) {
      unwritten = batch;
      if (failure === null) log.error({ error: describeError(thrown) }, 'the history can not be written');
      failure = describeError(thrown);
    }
  }

  /** One batch at a time: while one is written the next is collected. */
  async function flush(): Promise<void> {
    while (writing) await writing;
    if (!unwritten && buffer.size === 0) return;
    writing = writeAll().finally(() => {
      writing = undefined;
    });
    await writing;
  }

  async function writeAll(): Promise<void> {
    const hadUnwritten = unwritten !== undefined;
    await write();
    if (hadUnwritten && !unwritten && buffer.size > 0) await write();
  }

  async function seal(): Promise<number> {
    await flush();
    return (await calls.call('seal', [clock()])) as number;
  }

  async function tick(): Promise<void> {
    await flush();
    if (clock() - sealedAt < sealEveryMs) return;
    sealedAt = clock();
    await seal().catch((thrown: unknown) =>
      log.error({ error: describeError(thrown) }, 'history could not seal a day'),
    );
  }

  const timer = setInterval(() => void tick(), flushEveryMs);
  timer.unref();

  const queries = createHistoryQueries({
    deadline: options.deadline ?? ((ms) => AbortSignal.timeout(ms)),
    async read(statement, signal) {
      await flush();
      return (await calls.call('read', [statement], signal)) as Found;
    },
    isClosed: () => closed !== undefined,
    log,
  });

  async function close(): Promise<void> {
    clearInterval(timer);
    await flush();
    try {
      await calls.call('close', []);
    } finally {
      await calls.stop();
    }
  }

  return {
    append(samples) {
      const droppedBefore = counts.dropped;
      for (const sample of samples) {
        if (buffer.add(sample)) counts.appended += 1;
        else counts.dropped += 1;
      }
      if (droppedBefore === 0 && counts.dropped > 0) log.warn({ waiting: buffer.size }, 'history drops samples');
      return buffer.size > bufferRows / 2 ? flush() : undefined;
    },
    ...queries,
    async exportReadings({ span, file, beside }, signal) {
      await flush();
      const order = { statement: statements.readings(span), file: resolve(file), beside: JSON.stringify(beside) };
      await calls.call('exportReadings', [order], signal);
    },
    flush,
    seal,
    counts: () => ({ ...counts, waiting: buffer.size + (unwritten?.at.length ?? 0) }),
    failing: () => failure,
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
