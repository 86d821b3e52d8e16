import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late timers ran, in milliseconds, since the last reset. */
export interface LoopDelayReading {
  p50: number;
  p99: number;
  max: number;
}

export interface LoopDelay {
  read(): LoopDelayReading;
  /** Starts anew; called once when start-up is done. */
  reset(): void;
  close(): void;
}

/** Watches the delay of the event loop with a timer every `resolutionMs`. What it reads is the delay beyond that interval. */
export function createLoopDelay(resolutionMs = 10): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  const toMs = (nanoseconds: number) =>
    Number.isFinite(nanoseconds) ? Math.max(0, Math.round((nanoseconds / 1e6 - resolutionMs) * 10) / 10) : 0;
  return {
    read: () => ({
      p50: toMs(histogram.percentile(50)),
      p99: toMs(histogram.percentile(99)),
      max: histogram.count === 0 ? 0 : toMs(histogram.max),
    }),
    reset: () => histogram.reset(),
    close: () => {
      histogram.disable();
    },
  };
}
