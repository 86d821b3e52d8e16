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
  call(method: string, parameters: unknown[], transfer?: ArrayBuffer[]): Promise<unknown>;
  /** Ends the thread. Calls that wait for an answer fail with `history-stopped`. */
  stop(): Promise<void>;
}

/** The file of the worker has the ending of this one: .ts in a checkout, .js when compiled. */
const workerFile = () => new URL(`./history-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Starts the thread that DuckDB lives in, and asks it one thing at a time or several. */
export function startHistoryCalls(workerData: { dir: string; threads: number }): HistoryCalls {
  const worker = new Worker(workerFile(), { workerData, execArgv: ['--disable-warning=ExperimentalWarning'] });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
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
    if (waiting.size === 0) worker.unref();
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(new NocturneError(answer.code, answer.message, { hint: answer.hint }));
  });
  worker.on('error', failAll);
  worker.on('exit', (code) => failAll(`exit ${code}`));
  worker.unref();

  return {
    call(method, parameters, transfer = []) {
      if (stopped) return Promise.reject(stopped);
      return new Promise((resolve, reject) => {
        nextId += 1;
        waiting.set(nextId, { resolve, reject });
        worker.ref();
        worker.postMessage({ id: nextId, method, parameters } satisfies HistoryCall, transfer);
      });
    },
    async stop() {
      await worker.terminate();
    },
  };
}
