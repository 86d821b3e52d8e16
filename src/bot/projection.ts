import type { Clock } from '../domain/clock.ts';
import type { OutboxEntry } from '../domain/event.ts';
import { isRetryable } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { laneOf, signOf } from './event-messages.ts';
import { isMisconfigured, isUncertain } from './slack-errors.ts';

/** Shows the outbox in Slack, each entry once and in the order of its incident. */
export interface Projection {
  /** Shows what is pending. Resolves when everything is shown or has to wait for another try. */
  project(): Promise<void>;
  /** Does work on the messages of a lane while the projection does none on them. */
  exclusive<T>(lane: string, work: () => Promise<T>): Promise<T>;
}

const projectionName = 'slack';
const batch = 500;
const triesBeforeGivingUp = 6;

/**
 * An entry is finished after Slack took its messages. One that fails is tried again, later and later, and holds up its own lane only. An
 * entry whose message can not be built at all is given up with an error in the log, so that the ones behind it are still shown.
 */
export function createProjection(deps: {
  store: Pick<Store, 'outbox' | 'withLock'>;
  show: (entry: OutboxEntry) => Promise<void>;
  clock: Clock;
  signal: AbortSignal;
  log: Log;
}): Projection {
  const { store, clock, log, signal } = deps;
  const tails = new Map<string, Promise<unknown>>();
  const active = new Map<string, Promise<void>>();
  const restUntil = new Map<string, number>();
  const tries = new Map<string, number>();
  let running: Promise<void> | undefined;
  let again = false;

  function exclusive<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const turn = (tails.get(lane) ?? Promise.resolve()).then(work, work);
    tails.set(lane, turn);
    const clear = () => tails.get(lane) === turn && tails.delete(lane);
    turn.then(clear, clear);
    return turn;
  }

  /** False when the lane has to rest because an entry failed. */
  async function showEntry(lane: string, entry: OutboxEntry): Promise<boolean> {
    try {
      await exclusive(lane, () => deps.show(entry));
    } catch (err) {
      if (signal.aborted) return false;
      const failures = (tries.get(entry.id) ?? 0) + 1;
      const temporary = isMisconfigured(err) || isUncertain(err) || isRetryable(err);
      if (temporary || failures < triesBeforeGivingUp) {
        tries.set(entry.id, failures);
        restUntil.set(lane, clock() + Math.min(60_000, 500 * 2 ** failures));
        log.warn({ err, key: entry.key, failures }, 'an event could not be shown in Slack yet');
        return false;
      }
      log.error({ err, key: entry.key }, 'an event can not be shown in Slack and was given up');
    }
    tries.delete(entry.id);
    await store.outbox.finish(projectionName, entry.id, clock());
    return true;
  }

  async function showLane(lane: string, entries: OutboxEntry[]): Promise<void> {
    for (const [index, entry] of entries.entries()) {
      const sign = signOf(entry.event);
      const outdated = sign !== null && entries.slice(index + 1).some((later) => signOf(later.event) === sign);
      if (outdated) await store.outbox.finish(projectionName, entry.id, clock());
      else if (!(await showEntry(lane, entry))) return;
    }
  }

  function startLanes(entries: OutboxEntry[]): void {
    const lanes = new Map<string, OutboxEntry[]>();
    for (const entry of entries) {
      const lane = laneOf(entry.event);
      lanes.set(lane, [...(lanes.get(lane) ?? []), entry]);
    }
    for (const [lane, own] of lanes) {
      if (active.has(lane) || (restUntil.get(lane) ?? 0) > clock()) continue;
      restUntil.delete(lane);
      const work = showLane(lane, own)
        .catch((err) => {
          restUntil.set(lane, clock() + 1000);
          if (!signal.aborted) log.error({ err, lane }, 'the projection to Slack stumbled');
        })
        .finally(() => active.delete(lane));
      active.set(lane, work);
    }
  }

  async function drain(): Promise<void> {
    do {
      again = false;
      if (!signal.aborted) startLanes(await store.outbox.pending(projectionName, batch));
      if (active.size > 0) {
        await Promise.race(active.values());
        again = true;
      }
    } while (again);
  }

  /** Whoever asks while this runs is waited for too: `running` ends in the same step in which nobody has asked any more. */
  async function drainUntilDone(): Promise<void> {
    try {
      while (again) {
        again = false;
        await store.withLock('slack-projection', drain);
      }
    } finally {
      running = undefined;
    }
  }

  return {
    exclusive,
    project() {
      again = true;
      running ??= drainUntilDone();
      return running;
    },
  };
}
