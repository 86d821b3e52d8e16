import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../domain/clock.ts';
import { isRetryable } from '../errors.ts';
import { createLanes } from '../foundation/lanes.ts';
import type { Log } from '../log.ts';
import type { InboxEntry, InboxTable } from '../store/store.ts';
import { type Envelope, isWanted, keyOf, kindOf, userOf } from './envelope.ts';

/** What came from Slack, stored before Slack is told that it arrived. */
export interface Inbox {
  /** Stores, acknowledges, and starts the work. Throws without acknowledging when it can't be stored: then Slack sends it again. */
  receive(body: Envelope, ack: () => Promise<unknown>): Promise<void>;
  /** Begins what an earlier process received and did not finish, all of it. */
  recover(): Promise<void>;
  /** Resolves when nothing is being worked on. */
  idle(): Promise<void>;
}

/** Envelopes that are read at once when those of an earlier process are taken up. */
const pageSize = 500;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

/**
 * The work of one person is done in the order in which it came. `dispatch` handles one envelope and must not fail because of what stands in
 * it; if it throws all the same, the entry counts as finished, because another try would fail in the same way, unless the error says otherwise.
 */
export function createInbox(deps: {
  table: InboxTable;
  dispatch: (body: Envelope) => Promise<void>;
  clock: Clock;
  signal: AbortSignal;
  log: Log;
  /** Waits for so many milliseconds, or until the process stops. */
  pause?: (ms: number) => Promise<unknown>;
}): Inbox {
  const { table, clock, log } = deps;
  const pause = deps.pause ?? ((ms) => sleep(ms, undefined, { signal: deps.signal }).catch(() => undefined));
  const people = createLanes();

  function enqueue(entry: InboxEntry): void {
    const body = entry.payload as Envelope;
    void people.run(userOf(body), () => handle(entry.key, body));
  }

  /** Until it is done and marked as such: while the database is away, what people pressed waits for it. */
  async function handle(key: string, body: Envelope): Promise<void> {
    let handled = false;
    for (let waitMs = firstRetryMs; !deps.signal.aborted; waitMs = Math.min(2 * waitMs, longestRetryMs)) {
      try {
        if (!handled) await dispatchOnce(key, body);
        handled = true;
        // Work that was cut off by the end of the process is done again by the next one.
        if (!deps.signal.aborted) await table.finish(key, clock());
        return;
      } catch (err) {
        log.warn({ err, key, waitMs }, 'an envelope is handled again');
        await pause(waitMs);
      }
    }
  }

  async function dispatchOnce(key: string, body: Envelope): Promise<void> {
    await deps.dispatch(body).catch((err) => {
      if (isRetryable(err)) throw err;
      log.error({ err, key }, 'handling an envelope failed');
    });
  }

  return {
    async receive(body, ack) {
      if (!isWanted(body)) {
        await ack();
        return;
      }
      const entry = { key: keyOf(body), kind: kindOf(body), payload: body, at: clock() };
      const fresh = await table.put(entry);
      await Promise.resolve(ack()).catch((err) =>
        log.warn({ err, key: entry.key }, 'an acknowledgement was not taken'),
      );
      if (fresh) enqueue(entry);
      else log.info({ key: entry.key }, 'a redelivery was ignored');
    },
    async recover() {
      let entries = 0;
      let page: InboxEntry[];
      let last: string | null = null;
      do {
        page = await table.pending(pageSize, last);
        for (const entry of page) enqueue(entry);
        entries += page.length;
        last = page.at(-1)?.key ?? null;
      } while (page.length === pageSize);
      if (entries > 0) log.info({ entries }, 'handling envelopes of an earlier process');
    },
    idle: people.idle,
  };
}
