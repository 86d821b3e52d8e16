import PQueue from 'p-queue';

/** Work in lanes: one thing at a time in each, in the order in which it was asked for, and the lanes beside each other. */
export interface Lanes {
  /**
   * Does work when all that was asked for earlier in its lane has ended, well or not; answers and fails as the work does. A signal that aborts
   * while the work waits takes it out of the lane, and the promise rejects with the signal's reason. Work that runs keeps its lane until it has
   * ended, whatever the signal says. Work may ask for more in its own lane, but must not wait for that: it comes afterwards.
   */
  run<T>(lane: string, work: () => Promise<T>, options?: { signal?: AbortSignal }): Promise<T>;
  /** Lanes in which something runs or waits; the others cost nothing. */
  readonly size: number;
  /** Resolves when nothing runs or waits in any lane. */
  idle(): Promise<void>;
}

export function createLanes(): Lanes {
  const lanes = new Map<string, PQueue>();

  function laneOf(name: string): PQueue {
    const known = lanes.get(name);
    if (known) return known;
    const lane = new PQueue({ concurrency: 1 });
    lane.once('idle', () => lanes.delete(name));
    lanes.set(name, lane);
    return lane;
  }

  /** p-queue lets go of work that runs when its signal aborts, and would begin the next beside it; so it sees the signal of the waiting only. */
  function runUnlessLeft<T>(lane: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    const place = new AbortController();
    const leave = () => place.abort(signal.reason);
    const stay = () => signal.removeEventListener('abort', leave);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    const begin = () => {
      stay();
      return work();
    };
    return laneOf(lane).add(begin, { signal: place.signal }).finally(stay);
  }

  return {
    run: (lane, work, { signal } = {}) => (signal ? runUnlessLeft(lane, work, signal) : laneOf(lane).add(work)),
    get size() {
      return lanes.size;
    },
    async idle() {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map((lane) => lane.onIdle()));
    },
  };
}
