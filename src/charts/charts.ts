import { NocturneError } from '../errors.ts';
import { startThread, startWorkerHost } from '../foundation/worker-host.ts';
import { altText } from './alt-text.ts';
import type { ChartThread } from './chart-worker.ts';
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
  let host = startDrawing();
  let closed = false;

  async function draw(chart: IncidentChart): Promise<Uint8Array> {
    if (!host.isRunning) host = startDrawing();
    const current = host;
    const timer = setTimeout(() => void current.stop(`it took longer than ${timeoutMs} ms`), timeoutMs);
    return current.call('incidentChart', chart).finally(() => clearTimeout(timer));
  }

  return {
    async incidentChart(chart) {
      if (closed) throw new NocturneError('chart-failed', 'The charts are closed');
      checkChart(chart);
      return { png: Buffer.from(await draw(chart)), altText: altText(chart) };
    },
    async close() {
      closed = true;
      await host.stop('the charts were closed');
    },
  };
}

function startDrawing() {
  return startWorkerHost<ChartThread>(
    startThread('chart-worker', import.meta.url),
    (reason, { hasEnded }) =>
      new NocturneError('chart-failed', `The chart could not be drawn: ${reason}`, { retryable: hasEnded }),
  );
}
