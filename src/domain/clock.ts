/** Milliseconds since 1970, UTC. Tests pass their own. */
export type Clock = () => number;

/** A fresh, unguessable id. Tests pass their own. */
export type NewId = (prefix: string) => string;

/** Whoever measures a time looks at the clock this often at least; a longer step counts only where steps are as long as a rule. */
const usualStepMs = 15_000;
/** A step this many times as long as the steps before is a jump of the clock, and not time that passed. */
const jumpFactor = 4;

/**
 * A clock for durations that starts with `clock` and follows it, but neither goes back nor jumps ahead with it: somebody sets the clock of the
 * machine, and nothing that waits for a time may end early or wait for days. It may be behind `clock` then. It works for replays too, where a
 * step of the clock is as long as the interval of the samples. `stepMs` is for those who look more often than others do.
 */
export function createSteadyClock(clock: Clock, stepMs = usualStepMs): Clock {
  let last: { now: number; steady: number; steps: [number, number] } | undefined;
  return () => {
    const now = clock();
    last ??= { now, steady: now, steps: [0, 0] };
    const step = now - last.now;
    last.now = now;
    if (step > 0) {
      last.steady += Math.min(step, Math.max(stepMs, jumpFactor * Math.min(...last.steps)));
      last.steps = [last.steps[1], step];
    }
    return last.steady;
  };
}
