import type { Worker } from 'node:worker_threads';
import type { ThreadFunctions } from './thread-calls.ts';
import { untilAborted } from './until-aborted.ts';
import { type CallOptions, startWorkerHost, type ThreadFailure, type WorkerHost } from './worker-host.ts';

export interface KeptThreadOptions {
  start(): Worker;
  failed: ThreadFailure;
  /** Two must never be there at once: then the next begins when the last one is gone, whatever holds that up. */
  isAlone?: boolean;
  /** Told when a thread has ended that nobody stopped. */
  onEnded?(reason: string): void;
}

/** How the threads before this one ended that nobody stopped. */
export interface ThreadEnds {
  count: number;
  last: string | null;
}

/** A thread that another takes the place of when it has ended. */
export interface KeptThread<F extends ThreadFunctions> {
  /**
   * As {@link WorkerHost.call}, by a new thread when there is none. What waits when the thread ends fails, or is asked `again` once: that is for
   * functions that may run twice.
   */
  call<N extends keyof F & string>(
    name: N,
    order: Parameters<F[N]>[0],
    options?: CallOptions<F[N]> & { again?: boolean },
  ): Promise<Awaited<ReturnType<F[N]>>>;
  readonly isRunning: boolean;
  readonly ends: Readonly<ThreadEnds>;
  /** Ends the thread; the next call starts another. */
  restart(reason: string): Promise<void>;
  /** Ends the thread for good; see {@link WorkerHost.stop}. */
  stop(reason: string, patience?: AbortSignal): Promise<void>;
}

/** The first thread starts at once, the next ones when they are needed. */
export function keepThread<F extends ThreadFunctions>(options: KeptThreadOptions): KeptThread<F> {
  const ends: ThreadEnds = { count: 0, last: null };
  const dismissed = new WeakSet<WorkerHost<F>>();
  let isStopped = false;
  let replacing: Promise<void> | undefined;
  let host = start();

  function start(): WorkerHost<F> {
    const started = startWorkerHost<F>(options.start(), options.failed);
    void started.exited.then((reason) => {
      if (dismissed.has(started)) return;
      ends.count += 1;
      ends.last = reason;
      options.onEnded?.(reason);
    });
    return started;
  }

  async function replace(): Promise<void> {
    // Waits for it, and keeps the process meanwhile.
    if (options.isAlone) await host.stop('another takes its place');
    if (!isStopped) host = start();
  }

  async function running(): Promise<WorkerHost<F>> {
    if (host.isRunning || isStopped) return host;
    replacing ??= replace().finally(() => {
      replacing = undefined;
    });
    await replacing;
    return host;
  }

  function dismiss(): WorkerHost<F> {
    dismissed.add(host);
    return host;
  }

  return {
    ends,
    get isRunning() {
      return host.isRunning;
    },
    call(name, order, { again = false, ...rest } = {}) {
      const ask = (asked: WorkerHost<F>) => asked.call(name, order, rest);
      const ready = () => (rest.signal ? untilAborted(running(), rest.signal) : running());
      return ready().then((asked) =>
        ask(asked).catch((thrown: unknown) => {
          if (!again || asked.isRunning || isStopped || rest.signal?.aborted) throw thrown;
          return ready().then(ask);
        }),
      );
    },
    restart: (reason) => dismiss().stop(reason),
    stop(reason, patience) {
      isStopped = true;
      return dismiss().stop(reason, patience);
    },
  };
}
