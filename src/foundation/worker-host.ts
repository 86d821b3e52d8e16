import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { NocturneError } from '../errors.ts';
import { closeGatesAtExit } from './gates-at-exit.ts';
import type { CallContext, FromThread, ThreadFunctions, ToThread } from './thread-calls.ts';
import { closeThreadGate, createThreadGate } from './thread-gate.ts';
import { untilAborted } from './until-aborted.ts';

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

/** What makes an error of one that nobody foresaw, or of the end of the thread. */
export type ThreadFailure = (reason: string, about: { hasEnded: boolean }) => NocturneError;

/** What a function tells of its progress. */
type ProgressOf<T> = T extends (order: never, context: CallContext<infer Progress>) => unknown ? Progress : never;

export interface CallOptions<T> {
  signal?: AbortSignal | undefined;
  onProgress?: (value: ProgressOf<T>) => void;
}

/** A worker thread that answers calls. It keeps the process only while a call waits. */
export interface WorkerHost<F extends ThreadFunctions> {
  /**
   * Rejects with the error of the function, with what `failed` makes of one that nobody foresaw or of the end of the thread, and with the
   * signal's reason as soon as it aborts; the function is told then that nobody waits for it, and its progress is heard no more.
   */
  call<N extends keyof F & string>(
    name: N,
    order: Parameters<F[N]>[0],
    options?: CallOptions<F[N]>,
  ): Promise<Awaited<ReturnType<F[N]>>>;
  /** False once the thread has ended, is about to, or was stopped: a new host is needed. */
  readonly isRunning: boolean;
  /** Resolves with the reason when the thread is gone, and all that it held with it. */
  readonly exited: Promise<string>;
  /**
   * Ends the thread as soon as the work that it keeps is over; calls that wait fail with the reason at once. Resolves when the thread is gone, or
   * when `patience` aborts: then the thread ends later, and does not hold up the process.
   */
  stop(reason: string, patience?: AbortSignal): Promise<void>;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  onProgress(value: unknown): void;
  /** Takes the listener from the signal. */
  release(): void;
}

export function startWorkerHost<F extends ThreadFunctions>(worker: Worker, failed: ThreadFailure): WorkerHost<F> {
  const waiting = new Map<number, Waiting>();
  const gate = createThreadGate();
  const isGone = closeGatesAtExit(gate);
  let ended: { error: NocturneError; reason: string } | undefined;
  let lastId = 0;
  const tell = (message: ToThread) => worker.postMessage(message);
  const exited = new Promise<string>((resolve) => {
    worker.on('exit', (code) => {
      isGone();
      resolve(end(`its thread ended with exit code ${code}`));
    });
  });

  function end(why: string): string {
    ended ??= { error: failed(why, { hasEnded: true }), reason: why };
    for (const id of [...waiting.keys()]) settle(id)?.reject(ended.error);
    return ended.reason;
  }

  function settle(id: number): Waiting | undefined {
    const call = waiting.get(id);
    if (!call) return undefined;
    waiting.delete(id);
    call.release();
    // Only here: while the thread is being ended the process stays, though late answers come.
    if (waiting.size === 0) worker.unref();
    return call;
  }

  worker.on('message', (message: FromThread) => {
    if ('dying' in message) end(message.dying);
    else if ('progress' in message) waiting.get(message.id)?.onProgress(message.progress);
    else if ('value' in message) settle(message.id)?.resolve(message.value);
    else {
      const { code, message: says, hint, retryable } = message.failure;
      const error =
        code === null ? failed(says, { hasEnded: false }) : new NocturneError(code, says, { hint, retryable });
      settle(message.id)?.reject(error);
    }
  });
  worker.on('error', (error) => end(error.message));
  worker.unref();
  tell({ gate });

  return {
    exited,
    get isRunning() {
      return ended === undefined;
    },
    call(name, order, { signal, onProgress = () => undefined } = {}) {
      if (ended) return Promise.reject(ended.error);
      if (signal?.aborted) return Promise.reject(signal.reason);
      return new Promise((resolve, reject) => {
        const id = ++lastId;
        // First of all, because it throws when the order can't be copied.
        tell({ id, name, order });
        // The thread answers all the same, and the process stays for that.
        const cancel = () => {
          tell({ id, name: null });
          call.onProgress = () => undefined;
          reject(signal!.reason);
        };
        signal?.addEventListener('abort', cancel, { once: true });
        const call: Waiting = {
          ...{ resolve: (value) => resolve(value as never), reject, onProgress: (value) => onProgress(value as never) },
          release: () => signal?.removeEventListener('abort', cancel),
        };
        waiting.set(id, call);
        worker.ref();
      });
    },
    async stop(reason, patience = new AbortController().signal) {
      for (const id of waiting.keys()) tell({ id, name: null });
      end(reason);
      worker.ref();
      // A thread that died in the middle of kept work leaves the gate as it is.
      const gone = Promise.race([closeThreadGate(gate), exited]).then(() => worker.terminate());
      await untilAborted(gone, patience).catch(() => worker.unref());
    },
  };
}
