export interface TelemetrySender {
  /** Queues lines; they are sent in order. */
  push(lines: readonly string[]): void;
  /** Lines that wait, and lines that were given up because the buffer was full or the endpoint refused them. */
  counts(): { waiting: number; sent: number; dropped: number };
  /** Stops. What could not be sent within `graceMs` is lost. */
  close(graceMs?: number): Promise<void>;
}

export interface SenderOptions {
  /** Base address of the ingest endpoint, without a path. */
  ingestUrl: string;
  token: string;
  maxBufferedLines?: number;
  maxLinesPerPost?: number;
  /** Waits between two tries: the first, and the longest after doubling. */
  retryMs?: { first: number; longest: number };
}

/**
 * Pushes line protocol as a device's agent does: one request at a time, so order holds; while the endpoint is away it keeps the newest
 * lines and tries again. A batch that the endpoint refuses as malformed is dropped, since it would be refused forever.
 */
export function createTelemetrySender(options: SenderOptions): TelemetrySender {
  const { maxBufferedLines = 20_000, maxLinesPerPost = 1000, retryMs = { first: 200, longest: 2000 } } = options;
  const url = `${options.ingestUrl.replace(/\/$/, '')}/api/v2/write?precision=ms`;
  const stop = new AbortController();
  let queue: string[] = [];
  let sent = 0;
  let dropped = 0;
  let closing = false;
  let running: Promise<void> | null = null;
  let wake: (() => void) | null = null;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function post(lines: readonly string[]): Promise<'sent' | 'refused' | 'again'> {
    try {
      const headers = { Authorization: `Token ${options.token}`, 'Content-Type': 'text/plain; charset=utf-8' };
      const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(5000)]);
      const response = await fetch(url, { method: 'POST', headers, body: `${lines.join('\n')}\n`, signal });
      await response.arrayBuffer();
      if (response.ok) return 'sent';
      return response.status === 400 || response.status === 413 ? 'refused' : 'again';
    } catch {
      return 'again';
    }
  }

  async function drain(): Promise<void> {
    let waitMs = retryMs.first;
    while (queue.length > 0 && !stop.signal.aborted) {
      const batch = queue.slice(0, maxLinesPerPost);
      queue = queue.slice(batch.length);
      const outcome = await post(batch);
      if (outcome === 'sent') sent += batch.length;
      if (outcome === 'refused') dropped += batch.length;
      if (outcome !== 'again') {
        waitMs = retryMs.first;
        continue;
      }
      queue = [...batch, ...queue];
      trim();
      if (!stop.signal.aborted) await pause(waitMs);
      waitMs = Math.min(retryMs.longest, waitMs * 2);
    }
  }

  function trim(): void {
    const excess = queue.length - maxBufferedLines;
    if (excess <= 0) return;
    queue = queue.slice(excess);
    dropped += excess;
  }

  function start(): void {
    running ??= drain().finally(() => {
      running = null;
      if (queue.length > 0 && !stop.signal.aborted) start();
    });
  }

  return {
    push: (lines) => {
      if (closing || lines.length === 0) return;
      queue.push(...lines);
      trim();
      start();
    },
    counts: () => ({ waiting: queue.length, sent, dropped }),
    close: async (graceMs = 0) => {
      closing = true;
      const timer = setTimeout(() => {
        stop.abort();
        wake?.();
      }, graceMs);
      await running;
      clearTimeout(timer);
      stop.abort();
    },
  };
}
