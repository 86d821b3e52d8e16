import type { Clock } from '../domain/clock.ts';
import type { Anomaly } from '../domain/incident.ts';
import type { Explanation, Explanations } from './explanations.ts';

/** What ended a moment ago: leftovers of its trouble stand in the feature windows for a while, and they open nothing. */
export interface Resting {
  rest(explanation: Explanation): void;
  /** The part of an anomaly that no ended trouble accounts for; null when none is left. */
  wakingPart(anomaly: Anomaly | null): Anomaly | null;
  /** Forgets what has rested for long enough. */
  release(): void;
}

/** `clock` is a steady one; `restMs` is how long a rest lasts. */
export function createResting(deps: {
  explanations: Pick<Explanations, 'divide'>;
  restMs: number;
  clock: Clock;
}): Resting {
  const { explanations, restMs, clock } = deps;
  let resting: { explanation: Explanation; until: number }[] = [];
  return {
    rest: (explanation) => void resting.push({ explanation, until: clock() + restMs }),
    wakingPart(anomaly) {
      let left = anomaly;
      for (const { explanation } of resting) if (left) left = explanations.divide(explanation, left).left;
      return left;
    },
    release() {
      resting = resting.filter(({ until }) => until > clock());
    },
  };
}
