import { Worker } from 'node:worker_threads';
import { NocturneError } from '../errors.ts';
import { altText } from './alt-text.ts';
import type { ChartAnswer, ChartRequest } from './chart-worker.ts';
import type { IncidentChart } from './incident-chart.ts';

/** A picture, and what it says in words. */
export interface Picture {
  png: Buffer;
  altText: string;
}

export interface Charts {
  /** Draws an incident. Throws `chart-failed` (try again: the thread is started anew) or `chart-invalid`. */
  incidentChart(chart: IncidentChart): Promise<Picture>;
  close(): Promise<void>;
}

interface Waiting {
  resolve: (png: Uint8Array) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout;
}

/** The file of the worker has the ending of this one: .ts in a checkout, .js when compiled. */
const workerFile = () => new URL(`./chart-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

function checkChart(chart: IncidentChart): void {
  if (Number.isFinite(chart.from) && chart.from < chart.to && Number.isFinite(chart.to)) return;
  throw new NocturneError('chart-invalid', `A chart needs a time from before to (${chart.from}, ${chart.to})`);
}

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

  function draw(chart: IncidentChart): Promise<Uint8Array> {
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
      current.postMessage({ id: nextId, chart } satisfies ChartRequest);
    });
  }

  worker = start();
  return {
    async incidentChart(chart) {
      if (closed) throw new NocturneError('chart-failed', 'The charts are closed');
      checkChart(chart);
      return { png: Buffer.from(await draw(chart)), altText: altText(chart) };
    },
    async close() {
      closed = true;
      const ending = worker;
      fail('the charts were closed');
      await ending?.terminate();
    },
  };
}
