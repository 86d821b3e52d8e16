import type { Clock } from '../domain/clock.ts';
import type { OutboxEntry } from '../domain/event.ts';
import { createRounds, type Rounds } from '../domain/rounds.ts';
import { isRetryable, NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from './store.ts';

/** Work that follows from what happened. It reads the outbox, so a crash between an event and its work loses nothing. A round handles all that is new. */
export type OutboxFollower = Rounds<void>;

const batch = 50;
/** So often an entry is tried whose error nobody foresaw: one hiccup of the database must lose nothing. */
const mostTries = 3;

/**
 * Hands each entry to `handle`, in order, until it returns; a crash repeats the last one. A retryable error keeps the entry for the next
 * look, and so does, twice, one that nobody foresaw. Any other is logged and the entry counts as handled, so that one that can't be handled
 * holds up nothing.
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
  let failed = { id: '', tries: 0 };

  /** Gives the entry up, or throws for another try. */
  function afterFailure({ id, key }: OutboxEntry, err: unknown): void {
    if (isRetryable(err)) throw err;
    failed = { id, tries: failed.id === id ? failed.tries + 1 : 1 };
    if (!(err instanceof NocturneError) && failed.tries < mostTries) throw err;
    log.error({ err, projection, key }, 'an event could not be handled and was given up');
  }

  async function look(isClosed: () => boolean): Promise<void> {
    let entries: OutboxEntry[];
    do {
      entries = await store.outbox.pending(projection, batch);
      for (const entry of entries) {
        if (isClosed()) return;
        await deps.handle(entry).catch((err) => afterFailure(entry, err));
        await store.outbox.finish(projection, entry.id, clock());
      }
    } while (entries.length === batch);
  }

  return createRounds({
    round: look,
    failed: (err) => log.warn({ err, projection }, 'an event waits for another try'),
    everyMs,
  });
}
