import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { NocturneError } from '../errors.ts';
import type { FromThread, ThreadFunctions, ToThread } from './thread-calls.ts';

/**
 * Starts the worker thread of a file beside the caller's, whose ending is the caller's: .ts in a checkout, .js in the package.
 *
 * @param name of the file, without its ending
 * @param beside `import.meta.url` of the caller
 */
export function startThread(name: string, beside: string, workerData?: unknown): Worker {
  const file = new URL(`./${name}${extname(beside)}`, beside);
  return new Worker(file, { workerData, execArgv: ['--disable-warning=ExperimentalWarning'] });
}

/** A worker thread that answers calls. It keeps the process only while a call waits. */
export interface WorkerHost<F extends ThreadFunctions> {
  /**
   * Rejects with the error of the function, with what `failed` makes of one that nobody foresaw or of the end of the thread, and with the
   * signal's reason as soon as it aborts; the function is told then that nobody waits for it.
   */
  call<N extends keyof F & string>(
    name: N,
    order: Parameters<F[N]>[0],
    options?: { signal?: AbortSignal; onProgress?: (value: unknown) => void },
  ): Promise<Awaited<ReturnType<F[N]>>>;
  /** False once the thread has ended or was stopped: a new host is needed. */
  readonly isRunning: boolean;
  /** Ends the thread, whatever it does; calls that wait fail with the reason at once. */
  stop(reason: string): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  onProgress(value: unknown): void;
  /** Takes the listener from the signal. */
  release(): void;
}

export function startWorkerHost<F extends ThreadFunctions>(
  worker: Worker,
  failed: (reason: string, about: { hasEnded: boolean }) => NocturneError,
): WorkerHost<F> {
  const waiting = new Map<number, Waiting>();
  let ended: NocturneError | undefined;
  let lastId = 0;
  const tell = (message: ToThread) => worker.postMessage(message);

  function end(reason: string): void {
    ended ??= failed(reason, { hasEnded: true });
    for (const id of [...waiting.keys()]) settle(id)?.reject(ended);
  }

  function settle(id: number): Waiting | undefined {
    const call = waiting.get(id);
    waiting.delete(id);
    call?.release();
    if (waiting.size === 0) worker.unref();
    return call;
  }

  worker.on('message', (message: FromThread) => {
    if ('progress' in message) waiting.get(message.id)?.onProgress(message.progress);
    else if ('value' in message) settle(message.id)?.resolve(message.value);
    else {
      const { code, message: says, hint, retryable } = message.failure;
      const error =
        code === null ? failed(says, { hasEnded: false }) : new NocturneError(code, says, { hint, retryable });
      settle(message.id)?.reject(error);
    }
  });
  worker.on('error', (error) => end(error.message));
  worker.on('exit', (code) => end(`its thread ended with exit code ${code}`));
  worker.unref();

  return {
    get isRunning() {
      return ended === undefined;
    },
    call(name, order, { signal, onProgress = () => undefined } = {}) {
      if (ended) return Promise.reject(ended);
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        // The thread answers all the same, and the process stays for that.
        const cancel = () => {
          tell({ id, name: null });
          reject(signal!.reason);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const release = () => signal?.removeEventListener('abort', cancel);
        waiting.set(id, { resolve: (value) => resolve(value as never), reject, onProgress, release });
        worker.ref();
        tell({ id, name, order });
      });
    },
    async stop(reason) {
      end(reason);
      await worker.terminate();
    },
  };
}
