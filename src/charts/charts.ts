import { Worker } from 'node:worker_threads';
import { NocturneError } from '../errors.ts';
import type { ChartAnswer, ChartRequest } from './chart-worker.ts';
import { type ChartInput, type ChartName, chartKind } from './specs/index.ts';

/** A picture, and what it says in words. */
export interface Picture {
  png: Buffer;
  altText: string;
}

export interface Charts {
  /** Draws a chart of this name. Throws `chart-failed` (try again: the thread is started anew) or `chart-invalid`. */
  draw<Name extends ChartName>(name: Name, input: ChartInput<Name>): Promise<Picture>;
  close(): Promise<void>;
}

interface Waiting {
  resolve: (png: Uint8Array) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** The file of the worker has the ending of this one: .ts in a checkout, .js when compiled. */
const workerFile = () => new URL(`./chart-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Draws pictures in a worker thread, so that a chart does not hold up the event loop. The thread starts at once, because loading the
 * drawing library takes longer than a picture; one that hangs for `timeoutMs` is ended, and the next picture starts another.
 */
export function createCharts(options: { timeoutMs?: number } = {}): Charts {
  const { timeoutMs = 20_000 } = options;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let closed = false;
  let nextId = 0;

  function settle(id: number): Waiting | undefined {
    const call = waiting.get(id);
    waiting.delete(id);
    clearTimeout(call?.timer);
    if (waiting.size === 0) worker?.unref();
    return call;
  }

  function fail(reason: string): void {
    worker = undefined;
    const error = new NocturneError('chart-failed', `The chart could not be drawn: ${reason}`, { retryable: true });
    for (const id of [...waiting.keys()]) settle(id)?.reject(error);
  }

  function start(): Worker {
    const started = new Worker(workerFile(), { execArgv: ['--disable-warning=ExperimentalWarning'] });
    const ended = (reason: string) => {
      if (worker === started) fail(reason);
    };
    started.on('message', (answer: ChartAnswer) => {
      const call = settle(answer.id);
      if ('png' in answer) call?.resolve(answer.png);
      else call?.reject(new NocturneError('chart-failed', `The chart could not be drawn: ${answer.error}`));
    });
    started.on('error', (error) => ended(String(error)));
    started.on('exit', (code) => ended(`its thread ended with ${code}`));
    started.unref();
    return started;
  }

  function drawPng(name: ChartName, input: ChartInput<ChartName>): Promise<Uint8Array> {
    worker ??= start();
    const current = worker;
    return new Promise((resolve, reject) => {
      nextId += 1;
      const timer = setTimeout(() => {
        fail(`it took longer than ${timeoutMs} ms`);
        void current.terminate();
      }, timeoutMs);
      waiting.set(nextId, { resolve, reject, timer });
      current.ref();
      current.postMessage({ id: nextId, name, input } satisfies ChartRequest);
    });
  }

  worker = start();
  return {
    async draw(name, input) {
      if (closed) throw new NocturneError('chart-failed', 'The charts are closed');
      const { problem, altText } = chartKind(name);
      const needed = problem(input);
      if (needed !== null) throw new NocturneError('chart-invalid', `The chart ${name} needs ${needed}`);
      return { png: Buffer.from(await drawPng(name, input)), altText: altText(input) };
    },
    async close() {
      closed = true;
      const ending = worker;
      fail('the charts were closed');
      await ending?.terminate();
    },
  };
}
