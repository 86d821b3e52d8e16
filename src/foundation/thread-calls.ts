import { parentPort } from 'node:worker_threads';
import { describeError, NocturneError } from '../errors.ts';
import { closeThreadGate, keepThrough, leaveGate, type ThreadGate } from './thread-gate.ts';

/** What a called function gets besides its order. */
export interface CallContext<Progress = unknown> {
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Tells the caller how far the work is. */
  progress(value: Progress): void;
  /**
   * Runs work that must not be cut off, such as that of a native library: the thread ends when it is over. It should heed the signal. Throws
   * `thread-ending` when the thread is about to end.
   */
  keep<T>(work: () => Promise<T>): Promise<T>;
}

/** Functions that a thread serves, by name. Orders, answers and progress are copied (structured clone). */
export type ThreadFunctions = Record<string, (order: never, context: CallContext<never>) => unknown>;

/** The gate comes first, and once. */
export type ToThread = { gate: ThreadGate } | { id: number; name: string; order: unknown } | { id: number; name: null };

export type FromThread =
  | ({ id: number } & (
      | { value: unknown }
      | { progress: unknown }
      /** Without a code it is an error that nobody foresaw. */
      | { failure: { code: string | null; message: string; hint: string | undefined; retryable: boolean } }
    ))
  /** An error outside every call: the thread ends for this reason as soon as it can. */
  | { dying: string };

/**
 * Serves calls in a worker thread that `startWorkerHost` started. Each begins when it arrives; where one must wait for another, the functions see
 * to it. An error outside every call ends the thread, after the work that is kept.
 */
export function serveCalls(functions: ThreadFunctions): void {
  const port = parentPort!;
  const running = new Map<number, AbortController>();
  let gate: ThreadGate | undefined;
  const tell = (message: FromThread) => port.postMessage(message);

  async function answer(id: number, name: string, order: unknown, signal: AbortSignal): Promise<void> {
    const context: CallContext = {
      ...{ signal, keep: (work) => keepThrough(gate!, work) },
      progress: (value) => tell({ id, progress: value }),
    };
    try {
      tell({ id, value: await functions[name]!(order as never, context) });
    } catch (thrown) {
      tell({ id, failure: describeFailure(thrown) });
    }
  }

  async function die(thrown: unknown): Promise<void> {
    tell({ dying: describeError(thrown) });
    for (const controller of running.values()) controller.abort();
    if (gate) await closeThreadGate(gate);
    process.exit(1);
  }

  port.on('message', (message: ToThread) => {
    if ('gate' in message) {
      gate = message.gate;
      return leaveGate(gate);
    }
    const { id } = message;
    if (message.name === null) return running.get(id)?.abort();
    const controller = new AbortController();
    running.set(id, controller);
    void answer(id, message.name, message.order, controller.signal).then(() => running.delete(id));
  });
  process.on('uncaughtException', (thrown) => void die(thrown));
}

function describeFailure(thrown: unknown) {
  if (!(thrown instanceof NocturneError))
    return { code: null, message: describeError(thrown), hint: undefined, retryable: false };
  const { code, message, hint, retryable } = thrown;
  return { code, message, hint, retryable };
}
