import type { Random } from './random.ts';

/** First-order autoregressive noise with mean 0 and the given standard deviation; `memory` in (0, 1) says how slowly it forgets. */
export function createDrift(random: Random, deviation: number, memory: number): () => number {
  let value = random.normal() * deviation;
  const fresh = deviation * Math.sqrt(1 - memory * memory);
  return () => {
    value = memory * value + random.normal() * fresh;
    return value;
  };
}

export interface BurstShape {
  /** Mean time between two bursts. */
  everySeconds: number;
  seconds: readonly [number, number];
  size: readonly [number, number];
}

export interface Burst {
  /** Size in this second, 0 when there is none. */
  step(): number;
  /** Begins one now. */
  start(size: number, seconds: number): void;
}

/** Short harmless surges that start at random: backups, polls, a scan. */
export function createBurst(random: Random, shape: BurstShape): Burst {
  let left = 0;
  let size = 0;
  const start = (newSize: number, seconds: number) => {
    size = newSize;
    left = Math.max(1, Math.round(seconds));
  };
  return {
    start,
    step: () => {
      if (left === 0 && random.chance(1 / shape.everySeconds)) {
        start(random.between(...shape.size), random.between(...shape.seconds));
      }
      if (left === 0) return 0;
      left -= 1;
      return size;
    },
  };
}
