import { setTimeout as sleep } from 'node:timers/promises';

/** Holds moments back until their time has come. */
export interface Pace {
  until(at: number): Promise<void>;
  /** Real time since the beginning. */
  seconds(): number;
}

/** `speed` times faster than the day itself, counted from `from`; nothing waits when it is infinite. */
export function createPace(options: {
  from: number;
  speed: number;
  now?: () => number;
  wait?: (ms: number) => Promise<unknown>;
}): Pace {
  const { from, speed, now = () => performance.now(), wait = sleep } = options;
  const beganAt = now();
  const elapsedMs = () => now() - beganAt;
  return {
    async until(at) {
      const waitMs = (at - from) / speed - elapsedMs();
      if (waitMs >= 1) await wait(waitMs);
    },
    seconds: () => Math.round(elapsedMs()) / 1000,
  };
}
