import PQueue from 'p-queue';
import type { Clock } from '../domain/clock.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';

/** An update or an end that fails for so long will never succeed. An opening is tried for ever: nobody else knows of that incident. */
const giveUpAfterMs = 10 * 60_000;
/** More than this between two tries is a clock that jumped, and counts as this. */
const longestPauseMs = 30_000;

export type WriteKind = 'opening' | 'update' | 'owner' | 'end';

/**
 * Does the writes of each incident in their order. One that fails is tried again, after those of other incidents. At most an opening, two
 * updates and an end wait for each incident, because a newer update takes the place of an older one.
 */
export interface WriteQueue {
  /** Resolves when it is done. Rejects when it is given up. */
  add(incidentId: string, what: WriteKind, run: () => Promise<void>): Promise<void>;
  /** Tries what failed once more; one try at a time, however often it is called. */
  retry(): void;
  /** Why nothing can be stored at the moment, and how many writes wait; null when all is well. */
  failing(): string | null;
  /** When everything was tried. */
  settled(): Promise<void>;
}

interface Work {
  incidentId: string;
  what: WriteKind;
  /** How long it has been failing, milliseconds. */
  failedMs: number;
  run(): Promise<void>;
  done(): void;
  failed(err: unknown): void;
}

export function createWriteQueue({ clock, log }: { clock: Clock; log: Log }): WriteQueue {
  const waiting: Work[] = [];
  const attempts = new PQueue({ concurrency: 1 });
  let isRetrying = false;
  let failure: { at: number; says: string } | null = null;

  async function work(): Promise<void> {
    for (let first = waiting[0]; first; first = waiting[0]) {
      try {
        await first.run();
        waiting.shift();
        first.done();
        failure = null;
      } catch (err) {
        return afterFailure(first, err);
      }
    }
  }

  function afterFailure(first: Work, err: unknown): void {
    const { incidentId, what } = first;
    const now = clock();
    first.failedMs += failure ? Math.min(Math.max(0, now - failure.at), longestPauseMs) : 0;
    failure = { at: now, says: describeError(err) };
    if (what === 'opening' || first.failedMs < giveUpAfterMs) {
      log.warn({ err, incidentId, what }, 'incident not stored yet');
      behindOthers(incidentId);
      return;
    }
    log.error({ err, incidentId, what }, 'incident not stored');
    waiting.shift();
    first.failed(err);
  }

  /** One that can never be stored holds up nothing but its own incident. */
  function behindOthers(incidentId: string): void {
    const own = waiting.filter((each) => each.incidentId === incidentId);
    const others = waiting.filter((each) => each.incidentId !== incidentId);
    waiting.splice(0, waiting.length, ...others, ...own);
  }

  const attempt = () => attempts.add(work);

  return {
    add(incidentId, what, run) {
      // A newer state of the same incident takes the place of one that still waits. The first in line may be under way.
      const outdated = waiting.findIndex(
        (each, i) => i > 0 && each.incidentId === incidentId && each.what === 'update',
      );
      if (outdated > 0 && what === 'update') waiting.splice(outdated, 1)[0]!.done();
      const stored = new Promise<void>((done, failed) => {
        waiting.push({ incidentId, what, failedMs: 0, run, done, failed });
      });
      void attempt();
      return stored;
    },
    retry() {
      if (waiting.length === 0 || isRetrying) return;
      isRetrying = true;
      void attempt().then(() => {
        isRetrying = false;
      });
    },
    failing: () => failure && `${failure.says} (${waiting.length} writes wait)`,
    settled: () => attempts.onIdle(),
  };
}
