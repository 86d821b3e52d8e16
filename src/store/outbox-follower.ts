import type { Clock } from '../domain/clock.ts';
import type { OutboxEntry } from '../domain/event.ts';
import { isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from './store.ts';

/** Work that follows from what happened. It reads the outbox, so a crash between an event and its work loses nothing. */
export interface OutboxFollower {
  start(): void;
  /** Handles what is new at once. */
  run(): Promise<void>;
  close(): Promise<void>;
}

const batch = 50;

/**
 * Hands each entry to `handle`, in order, until it returns; a crash repeats the last one. A retryable error keeps the entry for the next
 * look; any other is logged and the entry counts as handled, so that one that can't be handled holds up nothing.
 */
export function createOutboxFollower(deps: {
  store: Pick<Store, 'outbox'>;
  /** Name under which the outbox remembers what was handled. */
  projection: string;
  handle(entry: OutboxEntry): Promise<void>;
  clock: Clock;
  log: Log;
  everyMs?: number;
}): OutboxFollower {
  const { store, projection, clock, log, everyMs = 500 } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

  async function look(): Promise<void> {
    let entries: OutboxEntry[];
    do {
      entries = await store.outbox.pending(projection, batch);
      for (const entry of entries) {
        if (closed) return;
        try {
          await deps.handle(entry);
        } catch (err) {
          if (isRetryable(err)) throw err;
          log.error({ err, projection, key: entry.key }, 'an event could not be handled and was given up');
        }
        await store.outbox.finish(projection, entry.id, clock());
      }
    } while (entries.length === batch);
  }

  const run = () => {
    running = running.then(look).catch((err) => log.warn({ err, projection }, 'an event waits for another try'));
    return running;
  };

  function again(): void {
    if (closed) return;
    timer = setTimeout(() => void run().then(again), everyMs);
  }

  return {
    start: again,
    run,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
