import { describeError, isRetryable, NocturneError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { OpenedSource, PointSink } from '../source.ts';
import { createHiding } from './hide-secrets.ts';
import { readPoints } from './read-points.ts';
import type { SourceCounts } from './source-counts.ts';
import { type PointIntake, takePoints } from './take-points.ts';

/** A pulled source that is asked again and again. */
export interface Pulling {
  /** Asks at once, and then at its interval. */
  start(): void;
  /** Tells what is under way to stop. Nothing is handed on after it resolved, also when the source does not listen. */
  close(): Promise<void>;
}

/**
 * Asks a source at its interval, one gathering at a time: when one is due while another is under way, that one is told to stop, and the due one
 * is skipped and counted. An error is counted and told once; the next gathering comes all the same. `secrets` are shown nowhere.
 */
export function createPulling(deps: {
  name: string;
  source: OpenedSource;
  secrets: readonly string[];
  intake: PointIntake;
  counts: SourceCounts;
  log: Log;
}): Pulling {
  const { name, source, intake, counts, log } = deps;
  const hide = createHiding(deps.secrets);
  let gathering: AbortController | undefined;
  let delivering: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  Object.assign(counts, { skipped: 0, failing: null });

  const sink: PointSink = (points) => {
    const deliver = async () => {
      if (!closed) await takePoints(readPoints(points, intake.clock()), intake, counts);
    };
    const delivered = delivering.then(deliver);
    delivering = delivered.catch(() => undefined);
    return delivered;
  };

  function fail(thrown: unknown): void {
    const failing = { says: hide(describeError(thrown)), retryable: isRetryable(thrown) };
    if (!counts.failing) log.warn({ source: name, ...failing }, 'a source could not be asked');
    counts.failing = failing;
  }

  async function gather(signal: AbortSignal): Promise<void> {
    counts.deliveries += 1;
    try {
      await source.gather(sink, { signal, now: intake.clock() });
      if (signal.aborted) throw tooSlow(source.everyMs);
      if (counts.failing) log.info({ source: name }, 'a source answers again');
      counts.failing = null;
    } catch (thrown) {
      if (closed) return;
      counts.failures += 1;
      fail(signal.aborted ? tooSlow(source.everyMs) : thrown);
    }
  }

  function beat(): void {
    if (gathering) {
      counts.skipped! += 1;
      gathering.abort();
      fail(tooSlow(source.everyMs));
      return;
    }
    gathering = new AbortController();
    void gather(gathering.signal).finally(() => {
      gathering = undefined;
    });
  }

  return {
    start() {
      beat();
      timer = setInterval(beat, source.everyMs);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      gathering?.abort();
      await delivering;
    },
  };
}

const tooSlow = (everyMs: number) =>
  new NocturneError('gathering-too-slow', `It was not done after ${everyMs / 1000} s`, { retryable: true });
