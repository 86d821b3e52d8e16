import { Worker } from 'node:worker_threads';
import { NocturneError } from '../../errors.ts';

/** What goes to the worker thread and what comes back. */
export interface HistoryCall {
  id: number;
  method: string;
  parameters: unknown[];
}

export type HistoryAnswer =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; code: string; message: string; hint?: string };

export interface HistoryCalls {
  /** When the signal aborts, the call fails at once with `history-cancelled`, and the thread ends what it does for it. */
  call(method: string, parameters: unknown[], signal?: AbortSignal): Promise<unknown>;
  /** Ends the thread. Calls that wait for an answer fail with `history-stopped`. */
  stop(): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
  ended(): void;
}

const cancelled = () => new NocturneError('history-cancelled', 'The question to the history was called off');

/** The file of the worker has the ending of this one: .ts in a checkout, .js when compiled. */
const workerFile = () => new URL(`./history-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Starts the thread that DuckDB lives in, and asks it one thing at a time or several. */
export function startHistoryCalls(workerData: { dir: string; threads: number }): HistoryCalls {
  const worker = new Worker(workerFile(), { workerData, execArgv: ['--disable-warning=ExperimentalWarning'] });
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  let stopped: NocturneError | undefined;

  function failAll(cause: unknown): void {
    stopped ??= new NocturneError('history-stopped', `The history's thread has ended (${String(cause)})`, { cause });
    for (const { reject } of waiting.values()) reject(stopped);
    waiting.clear();
  }

  worker.on('message', (answer: HistoryAnswer) => {
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    call?.ended();
    if (waiting.size === 0) worker.unref();
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(new NocturneError(answer.code, answer.message, { hint: answer.hint }));
  });
  worker.on('error', failAll);
  worker.on('exit', (code) => failAll(`exit ${code}`));
  worker.unref();

  return {
    call(method, parameters, signal) {
      if (stopped) return Promise.reject(stopped);
      if (signal?.aborted) return Promise.reject(cancelled());
      return new Promise((resolve, reject) => {
        nextId += 1;
        const id = nextId;
        const cancel = () => {
          worker.postMessage({ id, method: 'cancel', parameters: [] } satisfies HistoryCall);
          reject(cancelled());
        };
        waiting.set(id, { resolve, reject, ended: () => signal?.removeEventListener('abort', cancel) });
        worker.ref();
        worker.postMessage({ id, method, parameters } satisfies HistoryCall);
        // The thread answers all the same, and the process stays for that.
        signal?.addEventListener('abort', cancel, { once: true });
      });
    },
    async stop() {
      await worker.terminate();
    },
  };
}
