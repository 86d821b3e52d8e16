import { NocturneError } from '../errors.ts';
import { keepThread } from '../foundation/kept-thread.ts';
import { startThread } from '../foundation/worker-host.ts';
import type { ChartThread } from './chart-worker.ts';
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

/**
 * Draws pictures in a worker thread, so that a chart does not hold up the event loop. The thread starts at once, because loading the
 * drawing library takes longer than a picture; one that hangs for `timeoutMs` is ended, and the next picture starts another.
 */
export function createCharts(options: { timeoutMs?: number } = {}): Charts {
  const { timeoutMs = 20_000 } = options;
  const thread = keepThread<ChartThread>({
    start: () => startThread('chart-worker', import.meta.url),
    failed: (reason, { hasEnded }) =>
      new NocturneError('chart-failed', `The chart could not be drawn: ${reason}`, { retryable: hasEnded }),
  });
  let closed = false;

  function drawPng(name: ChartName, input: ChartInput<ChartName>): Promise<Uint8Array> {
    const timer = setTimeout(() => void thread.restart(`it took longer than ${timeoutMs} ms`), timeoutMs);
    return thread.call('draw', { name, input }).finally(() => clearTimeout(timer));
  }

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
      await thread.stop('the charts were closed');
    },
  };
}
