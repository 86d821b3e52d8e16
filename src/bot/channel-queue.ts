import type { Clock } from '../domain/clock.ts';

/** How fast calls of one key may follow each other: `burst` at once, then `perSecond`. */
export interface Pace {
  burst: number;
  perSecond: number;
}

/** Waits this many milliseconds; rejects when the signal aborts. */
export type Wait = (ms: number, signal?: AbortSignal) => Promise<void>;

interface Lane {
  waiting: { run: () => Promise<void>; urgent: boolean }[];
  tokens: number;
  refilledAt: number;
  pausedUntil: number;
  running: boolean;
}

export interface ChannelQueue {
  /**
   * Runs the task when it is its turn in the lane of this key. Urgent tasks overtake the others. A task that is refused with a
   * Retry-After keeps its place: its lane pauses for that long, the other lanes go on.
   */
  run<T>(key: string, pace: Pace, task: () => Promise<T>, options?: { urgent?: boolean }): Promise<T>;
}

/** One lane per key, each with its own pace. */
export function createChannelQueue(deps: {
  clock: Clock;
  wait: Wait;
  signal: AbortSignal;
  /** Seconds to wait when an error says so, otherwise undefined. */
  retryAfterSeconds: (thrown: unknown) => number | undefined;
}): ChannelQueue {
  const lanes = new Map<string, Lane>();

  async function drain(lane: Lane, pace: Pace): Promise<void> {
    lane.running = true;
    while (lane.waiting.length > 0) {
      await deps.wait(delayOf(lane, pace, deps.clock()), deps.signal).catch(() => undefined);
      const index = Math.max(
        0,
        lane.waiting.findIndex((task) => task.urgent),
      );
      const [next] = lane.waiting.splice(index, 1);
      lane.tokens -= 1;
      await next!.run();
    }
    lane.running = false;
  }

  return {
    run(key, pace, task, options = {}) {
      const lane = lanes.get(key) ?? newLane(pace, deps.clock());
      lanes.set(key, lane);
      return new Promise((resolve, reject) => {
        const run = async () => {
          if (deps.signal.aborted) return reject(deps.signal.reason);
          try {
            resolve(await task());
          } catch (thrown) {
            const seconds = deps.retryAfterSeconds(thrown);
            if (seconds === undefined) return reject(thrown);
            lane.pausedUntil = deps.clock() + seconds * 1000;
            lane.waiting.unshift({ run, urgent: true });
          }
        };
        lane.waiting.push({ run, urgent: options.urgent ?? false });
        if (!lane.running) void drain(lane, pace);
      });
    },
  };
}

function newLane(pace: Pace, now: number): Lane {
  return { waiting: [], tokens: pace.burst, refilledAt: now, pausedUntil: 0, running: false };
}

/** Refills the bucket and says how many milliseconds the next task has to wait. */
function delayOf(lane: Lane, pace: Pace, now: number): number {
  const refill = ((now - lane.refilledAt) / 1000) * pace.perSecond;
  lane.tokens = Math.min(pace.burst, lane.tokens + Math.max(0, refill));
  lane.refilledAt = now;
  const forToken = lane.tokens >= 1 ? 0 : Math.ceil(((1 - lane.tokens) / pace.perSecond) * 1000);
  return Math.max(forToken, lane.pausedUntil - now, 0);
}
