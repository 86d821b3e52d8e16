import { median } from '../../../foundation/median.ts';

/** Makes levels of values that come one after another: the median of each step, NaN for a step without a value. */
export interface LevelStream {
  /** Takes the value at a step; NaN is none. Answers with the levels of the steps that are over by that. What comes for an earlier step is left out. */
  push(step: number, value: number): number[];
  /** The level of the step that has begun, as far as it is known; null without one. */
  end(): number | null;
}

export function createLevelStream(): LevelStream {
  let current: number | null = null;
  let values: number[] = [];
  const level = () => median(values) ?? Number.NaN;
  return {
    push(step, value) {
      if (current !== null && step < current) return [];
      const over: number[] = [];
      if (current !== null && step > current) {
        over.push(level());
        for (let missing = current + 1; missing < step; missing++) over.push(Number.NaN);
        values = [];
      }
      current = step;
      values.push(value);
      return over;
    },
    end: () => (current === null ? null : level()),
  };
}
