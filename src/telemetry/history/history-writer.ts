import type { Clock } from '../../domain/clock.ts';
import type { Sample } from '../../domain/sample.ts';
import { describeError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { createHistoryBuffer, type HistoryBatch, type HistoryKnown } from './history-batch.ts';

/** A batch that is not written after so long is told. */
const slowMs = 30_000;

/** Samples on their way to the history. */
export interface HistoryWriter {
  append(samples: readonly Sample[]): Promise<void> | undefined;
  /** Writes what waits. Never rejects. */
  flush(): Promise<void>;
  counts(): { appended: number; dropped: number; waiting: number };
  /** Why samples are not written at the moment; null when they are. */
  failing(): string | null;
  /** Takes no more samples; what comes later is dropped. */
  end(): void;
}

export interface WriterOptions {
  /** What the database knew when it was opened. */
  known: HistoryKnown;
  insert(batch: HistoryBatch): Promise<unknown>;
  bufferRows: number;
  maxSeries: number;
  clock: Clock;
  log: Log;
}

export function createHistoryWriter(options: WriterOptions): HistoryWriter {
  const { insert, bufferRows, clock, log } = options;
  const buffer = createHistoryBuffer(options.known, { rows: bufferRows, maxSeries: options.maxSeries });
  const counts = { appended: 0, dropped: 0 };
  let writing: { since: number; done: Promise<void> } | undefined;
  let unwritten: HistoryBatch | undefined;
  let failure: string | null = null;
  let hasEnded = false;

  const isTaken = (sample: Sample) => !hasEnded && buffer.add(sample);
  const waiting = () => buffer.size + (unwritten?.at.length ?? 0);

  /** A batch that could not be written is tried again before the next one, so that a full disk costs only what no longer fits into memory. */
  async function write(): Promise<void> {
    unwritten ??= buffer.take();
    try {
      await insert(unwritten);
      if (failure !== null) log.info({ samples: unwritten.at.length }, 'the history can be written again');
      unwritten = undefined;
      failure = null;
    } catch (thrown) {
      if (failure === null) log.error({ error: describeError(thrown) }, 'the history can not be written');
      failure = describeError(thrown);
    }
  }

  async function writeAll(): Promise<void> {
    const hadUnwritten = unwritten !== undefined;
    await write();
    if (hadUnwritten && !unwritten && buffer.size > 0) await write();
  }

  /** One batch at a time: while one is written the next is collected. */
  async function flush(): Promise<void> {
    while (writing) await writing.done;
    if (waiting() === 0) return;
    const done = writeAll().finally(() => {
      writing = undefined;
    });
    writing = { since: clock(), done };
    await done;
  }

  function slowness(): string | null {
    const lateMs = writing ? clock() - writing.since : 0;
    return lateMs < slowMs ? null : `the history has not taken its samples for ${Math.round(lateMs / 1000)} s`;
  }

  return {
    append(samples) {
      const droppedBefore = counts.dropped;
      for (const sample of samples) {
        if (isTaken(sample)) counts.appended += 1;
        else counts.dropped += 1;
      }
      if (droppedBefore === 0 && counts.dropped > 0) log.warn({ waiting: buffer.size }, 'history drops samples');
      return buffer.size > bufferRows / 2 ? flush() : undefined;
    },
    flush,
    counts: () => ({ ...counts, waiting: waiting() }),
    failing: () => failure ?? slowness(),
    end() {
      hasEnded = true;
    },
  };
}
