import PQueue from 'p-queue';

/** Work in lanes: one thing at a time in each, in the order in which it was asked for, and the lanes beside each other. */
export interface Lanes {
  /**
   * Does work when all that was asked for earlier in its lane has ended, well or not; answers and fails as the work does. A signal that aborts
   * while the work waits takes it out of the lane, and the promise rejects with the signal's reason.
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

  return {
    run: (lane, work, options = {}) => laneOf(lane).add(work, options),
    get size() {
      return lanes.size;
    },
    async idle() {
      while (lanes.size > 0) await Promise.all([...lanes.values()].map((lane) => lane.onIdle()));
    },
  };
}
