import type { Clock } from '../domain/clock.ts';
import type { DomainEvent, OutboxEntry } from '../domain/event.ts';
import { createLanes } from '../foundation/lanes.ts';
import { createRounds, type Rounds } from '../foundation/rounds.ts';
import type { Log } from '../log.ts';
import { type FollowerPatience, usualPatience } from './follower-patience.ts';
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
/** So many looks go on behind the entries of lanes that work or rest, before one begins at the first entry again. */
const looksOnward = 20;
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
  /** In this round: a page that was read while a lane ended still holds what that lane has finished. */
  const finished = new Set<string>();
  /** Lanes that were passed over since a look began at the first entry: what comes later of them has to wait. */
  const behind = new Set<string>();
  /** Lanes that have ended. */
  let ended = 0;
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
    await done(entry);
    return true;
  }

  async function done(entry: OutboxEntry): Promise<void> {
    await finish(entry);
    finished.add(entry.id);
  }

  /** False when the lane is not done with these entries. */
  async function workOff(lane: string, entries: readonly OutboxEntry[]): Promise<boolean> {
    for (const [index, entry] of entries.entries()) {
      if (signal?.aborted || closed()) return false;
      const sign = signOf(entry.event);
      const isOutdated = sign !== null && entries.slice(index + 1).some((later) => signOf(later.event) === sign);
      if (isOutdated) await done(entry);
      else if (!(await handle(lane, entry))) return false;
    }
    return true;
  }

  /** `over` are the lanes that are done for now. Answers whether any was started. */
  function startLanes(entries: readonly OutboxEntry[], over: Set<string>): boolean {
    let started = false;
    const open = entries.filter(({ id }) => !finished.has(id));
    for (const [lane, own] of Map.groupBy(open, ({ event }) => laneOf(event))) {
      if (behind.has(lane)) continue;
      if (active.has(lane) || over.has(lane) || (restUntil.get(lane) ?? 0) > clock()) {
        behind.add(lane);
        continue;
      }
      restUntil.delete(lane);
      started = true;
      const stumbled = (err: unknown) => {
        if (!signal?.aborted) log.warn({ err, projection, lane }, 'the outbox could not be followed; it is read again');
        return false;
      };
      const work = workOff(lane, own)
        .catch(stumbled)
        .then((isThrough) => {
          active.delete(lane);
          ended += 1;
          if (!isThrough) over.add(lane);
        });
      active.set(lane, work);
    }
    return started;
  }

  /**
   * Starts the lanes of the first page that has work for one, so that many entries of a lane that rests or works hide no other. Answers with the last
   * entry before which there is nothing to start as long as the lanes are as they are.
   */
  async function startWaiting(over: Set<string>, from: string | undefined): Promise<string | undefined> {
    for (let after = from; ; ) {
      const entries = await store.outbox.pending(projection, page, after);
      if (startLanes(entries, over) || entries.length < page || closed()) return after;
      after = entries.at(-1)!.id;
    }
  }

  /** A lane whose handler waits holds up no other: what is new meanwhile, and lanes that have rested, are looked for at each pause. */
  async function drain(): Promise<void> {
    const over = new Set<string>();
    let seen: string | undefined;
    finished.clear();
    behind.clear();
    for (let looks = 1; ; looks += 1) {
      const before = ended;
      if (!signal?.aborted && !closed()) seen = await startWaiting(over, seen);
      if (active.size === 0 && ended === before) return;
      if (ended === before) await settlesWithin(everyMs, [...active.values()]);
      if (ended === before) over.clear();
      const hasRested = [...restUntil.values()].some((until) => until <= clock());
      // Of two writers the one with the lower id may commit later, so a look begins at the beginning now and then.
      if (ended === before && !hasRested && looks % looksOnward !== 0) continue;
      seen = undefined;
      behind.clear();
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

/** Resolves when one of them ends, and after so long at the latest. */
async function settlesWithin(ms: number, works: readonly Promise<void>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  return Promise.race([late, ...works]).finally(() => clearTimeout(timer));
}
