import type { Worker } from 'node:worker_threads';
import { NocturneError } from '../../errors.ts';
import { type KeptThread, keepThread } from '../../foundation/kept-thread.ts';
import { startThread } from '../../foundation/worker-host.ts';
import type { Log } from '../../log.ts';
import { historyCancelled } from './cancellable.ts';
import type { HistoryPlace } from './history-database.ts';
import type { HistoryFunctions } from './history-functions.ts';

export interface HistoryThread extends Omit<KeptThread<HistoryFunctions>, 'call' | 'restart'> {
  /**
   * Asks the thread, and the next one again when this one ends meanwhile: a batch has a number, and the others read or may be done twice. Throws
   * `history-cancelled` when the signal aborts, `history-thread-ended` when it was no use to ask again, and what the function throws.
   */
  ask<N extends keyof HistoryFunctions>(
    name: N,
    order: Parameters<HistoryFunctions[N]>[0],
    signal?: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<Awaited<ReturnType<HistoryFunctions[N]>>>;
}

export const startHistoryWorker = (place: HistoryPlace): Worker =>
  startThread('history-worker', import.meta.url, place);

/** Keeps a thread for DuckDB. There are never two of them, because both would have the same files open. */
export function keepHistoryThread(start: () => Worker, log: Log): HistoryThread {
  const thread = keepThread<HistoryFunctions>({
    start,
    failed: (reason, { hasEnded }) =>
      hasEnded
        ? new NocturneError('history-thread-ended', `The history's thread has ended: ${reason}`, {
            retryable: true,
            hint: 'ask again: another thread takes its place',
          })
        : new NocturneError('history-failed', reason),
    isAlone: true,
    onEnded: (reason) => log.error({ reason }, 'the thread of the history has ended; another one takes its place'),
  });
  return {
    ends: thread.ends,
    get isRunning() {
      return thread.isRunning;
    },
    stop: thread.stop,
    ask: (name, order, signal, onProgress) =>
      thread
        .call(name, order, { signal, again: true, ...(onProgress && { onProgress: onProgress as never }) })
        .catch((thrown: unknown) => {
          throw signal?.aborted ? historyCancelled() : thrown;
        }),
  };
}
