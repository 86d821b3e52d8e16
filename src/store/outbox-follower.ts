import type { Clock } from '../domain/clock.ts';
import type { DomainEvent, OutboxEntry } from '../domain/event.ts';
import { isRetryable, NocturneError } from '../errors.ts';
import { createLanes } from '../foundation/lanes.ts';
import { createRounds, type Rounds } from '../foundation/rounds.ts';
import type { Log } from '../log.ts';
import type { OutboxMark, Store } from './store.ts';

/** Work that follows from what happened. It reads the outbox, so a crash between an event and its work loses nothing. A round handles all that is new. */
export interface OutboxFollower extends Rounds<void> {
  /** The name under which the outbox remembers what was handled. */
  projection: string;
  /** How many entries failed in this process and wait for another try; those behind them in their lane wait too. */
  failing(): number;
  /** Does work in a lane while the follower does none there. */
  exclusive<T>(lane: string, work: () => Promise<T>): Promise<T>;
}

/** What becomes of an entry that could not be handled. */
export interface FollowerPatience {
  /** Whether the error may pass: then the entry is tried for ever. */
  isTemporary(err: unknown): boolean;
  /** Whether another try can help at all; without it each error but a temporary one has `tries`. */
  mayPass?(err: unknown): boolean;
  /** So often an entry is tried otherwise, before it is given up with an error in the log. */
  tries: number;
  /** Pause of its lane after so many failures. */
  pauseMs(failures: number): number;
}

/**
 * After an unforeseen error an event is tried three times, so that one hiccup of the database loses nothing. After an error that says that no
 * other try helps, it is given up at once.
 */
const usualPatience: FollowerPatience = {
  isTemporary: isRetryable,
  mayPass: (err) => !(err instanceof NocturneError),
  tries: 3,
  pauseMs: () => 0,
};

export interface FollowerOptions {
  store: Pick<Store, 'outbox' | 'withLock'>;
  /** Name under which the outbox remembers what was handled. Never changed: a new name is a new projection. */
  projection: string;
  handle(entry: OutboxEntry): Promise<void>;
  /** Where a projection begins that the outbox does not know yet. Default `beginning`. */
  from?: 'beginning' | 'now';
  /** Entries of one lane are handled in order, lanes beside each other; an entry that fails holds up its own. All are in one when left out. */
  laneOf?(event: DomainEvent): string;
  /** What an event shows: an entry is passed over when a later one of its lane shows the same. Null shows something of its own. */
  signOf?(event: DomainEvent): string | null;
  patience?: FollowerPatience;
  clock: Clock;
  log: Log;
  everyMs?: number;
  signal?: AbortSignal;
}

const page = 500;
/** The cursor moves at most so often, and so long after it was seen that it may. */
const advanceEveryMs = 60_000;

/**
 * Hands each entry to `handle` until it returns; a crash repeats the last one. Across processes one works at a time. The cursor of the projection
 * follows behind, so that a look costs the same however long the outbox is.
 */
export function createOutboxFollower(options: FollowerOptions): OutboxFollower {
  const { store, projection, clock, log, everyMs = 500, laneOf = () => '', signOf = () => null } = options;
  const { patience = usualPatience, from = 'beginning', signal } = options;
  const lanes = createLanes();
  const active = new Map<string, Promise<void>>();
  const restUntil = new Map<string, number>();
  const failures = new Map<string, number>();
  let mark: { seen: OutboxMark | null; at: number } | undefined;
  let isKnown = false;
  let closed = () => false;

  const finish = (entry: OutboxEntry) => store.outbox.finish(projection, entry.id, clock());

  /** False when the lane has to rest because the entry failed. */
  async function handle(lane: string, entry: OutboxEntry): Promise<boolean> {
    try {
      await lanes.run(lane, () => options.handle(entry));
    } catch (err) {
      if (signal?.aborted) return false;
      const failed = (failures.get(entry.id) ?? 0) + 1;
      const isLeft = patience.isTemporary(err) || (failed < patience.tries && (patience.mayPass?.(err) ?? true));
      const about = { err, projection, key: entry.key, failures: failed };
      if (isLeft) {
        failures.set(entry.id, failed);
        restUntil.set(lane, clock() + patience.pauseMs(failed));
        log.warn(about, 'an event waits for another try');
        return false;
      }
      log.error(about, 'an event could not be handled and was given up');
    }
    failures.delete(entry.id);
    await finish(entry);
    return true;
  }

  /** False when the lane is not done with these entries. */
  async function workOff(lane: string, entries: readonly OutboxEntry[]): Promise<boolean> {
    for (const [index, entry] of entries.entries()) {
      if (signal?.aborted || closed()) return false;
      const sign = signOf(entry.event);
      const isOutdated = sign !== null && entries.slice(index + 1).some((later) => signOf(later.event) === sign);
      if (isOutdated) await finish(entry);
      else if (!(await handle(lane, entry))) return false;
    }
    return true;
  }

  /** `over` are the lanes that are done for this round. */
  function startLanes(entries: readonly OutboxEntry[], over: Set<string>): void {
    for (const [lane, own] of Map.groupBy(entries, ({ event }) => laneOf(event))) {
      if (active.has(lane) || over.has(lane) || (restUntil.get(lane) ?? 0) > clock()) continue;
      restUntil.delete(lane);
      const stumbled = (err: unknown) => {
        if (!signal?.aborted) log.warn({ err, projection, lane }, 'the outbox could not be followed; it is read again');
        return false;
      };
      const work = workOff(lane, own)
        .catch(stumbled)
        .then((isThrough) => {
          active.delete(lane);
          if (!isThrough) over.add(lane);
        });
      active.set(lane, work);
    }
  }

  /** Starts the lanes of the first page that has work for one, so that many entries of a lane that rests hide no other. */
  async function startWaiting(over: Set<string>): Promise<void> {
    let after: string | undefined;
    do {
      const entries = await store.outbox.pending(projection, page, after);
      startLanes(entries, over);
      after = entries.length === page ? entries.at(-1)!.id : undefined;
    } while (active.size === 0 && after !== undefined && !closed());
  }

  async function drain(): Promise<void> {
    const over = new Set<string>();
    for (;;) {
      if (!signal?.aborted && !closed()) await startWaiting(over);
      if (active.size === 0) return;
      await Promise.race(active.values());
    }
  }

  async function advance(): Promise<void> {
    if (mark && Math.abs(clock() - mark.at) < advanceEveryMs) return;
    mark = { seen: await store.outbox.advance(projection, mark?.seen ?? null, clock()), at: clock() };
  }

  async function look(isClosed: () => boolean): Promise<void> {
    closed = isClosed;
    if (!isKnown) await store.outbox.follow(projection, from, clock());
    isKnown = true;
    const [first] = await store.outbox.pending(projection, 1);
    if (first) await store.withLock(`outbox-${projection}`, drain);
    // What failed here may have been handled by another process.
    else failures.clear();
    await advance();
  }

  const rounds = createRounds({
    round: look,
    failed: (err) => void (signal?.aborted || log.warn({ err, projection }, 'the outbox could not be read')),
    everyMs,
  });
  return { projection, failing: () => failures.size, ...rounds, exclusive: lanes.run };
}
