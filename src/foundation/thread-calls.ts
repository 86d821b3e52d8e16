import { parentPort } from 'node:worker_threads';
import { describeError, NocturneError } from '../errors.ts';

/** What a called function gets besides its order. */
export interface CallContext {
  /** Aborts when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** Tells the caller how far the work is. */
  progress(value: unknown): void;
}

/** Functions that a thread serves, by name. Orders, answers and progress are copied (structured clone). */
export type ThreadFunctions = Record<string, (order: never, context: CallContext) => unknown>;

export type ToThread = { id: number; name: string; order: unknown } | { id: number; name: null };

export type FromThread = { id: number } & (
  | { value: unknown }
  | { progress: unknown }
  /** Without a code it is an error that nobody foresaw. */
  | { failure: { code: string | null; message: string; hint: string | undefined; retryable: boolean } }
);

/**
 * Serves calls in a worker thread that `startWorkerHost` started. Each begins when it arrives; where one must wait for another, the functions see
 * to it. A promise that rejects tells its error with each call.
 */
export function serveCalls(functions: ThreadFunctions | Promise<ThreadFunctions>): void {
  const port = parentPort!;
  const running = new Map<number, AbortController>();
  const opened = Promise.resolve(functions);
  // Told with the first call; until then it must not count as unhandled.
  opened.catch(() => undefined);
  const tell = (message: FromThread) => port.postMessage(message);

  async function answer(id: number, name: string, order: unknown, signal: AbortSignal): Promise<void> {
    const progress = (value: unknown) => tell({ id, progress: value });
    try {
      const run = (await opened)[name]!;
      tell({ id, value: await run(order as never, { signal, progress }) });
    } catch (thrown) {
      tell({ id, failure: describeFailure(thrown) });
    }
  }

  port.on('message', (message: ToThread) => {
    const { id } = message;
    if (message.name === null) return running.get(id)?.abort();
    const controller = new AbortController();
    running.set(id, controller);
    void answer(id, message.name, message.order, controller.signal).then(() => running.delete(id));
  });
}

function describeFailure(thrown: unknown) {
  if (!(thrown instanceof NocturneError))
    return { code: null, message: describeError(thrown), hint: undefined, retryable: false };
  const { code, message, hint, retryable } = thrown;
  return { code, message, hint, retryable };
}
