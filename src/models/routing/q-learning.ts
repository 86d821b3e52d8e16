import { type Random, randomInt } from '../random.ts';

export interface QLearningOptions {
  /** How many actions there are in every state. */
  actions: number;
  /** α: the step from the old value to the new one, in (0, 1]. */
  rate: number;
  /** γ: what the best of the next state counts, in [0, 1). 0 where an action does not change the next state: then this is a contextual bandit. */
  discount: number;
  /** ε: the share of choices that are made at random. */
  exploration: number;
  random: Random;
}

/** Tabular Q-learning (Watkins and Dayan 1992). It explores, so it is for simulations and never for a live network. */
export interface QLearning {
  /** The action to try now; now and then one at random. */
  explore(state: string): number;
  /** The best action that is known; the first of equals. */
  best(state: string): number;
  learn(state: string, action: number, reward: number, next: string): void;
  /** Values of the actions of each state that was met, and how often each was tried. */
  table(): ReadonlyMap<string, { values: readonly number[]; tries: readonly number[] }>;
}

/** The best of the actions that were tried, the first of equals; the first action of all where none was. */
export function bestTried({ values, tries }: { values: readonly number[]; tries: readonly number[] }): number {
  const tried = values.flatMap((_, action) => (tries[action]! > 0 ? [action] : []));
  return tried.reduce((most, action) => (values[action]! > values[most]! ? action : most), tried[0] ?? 0);
}

/** An agent that knows nothing yet. The first reward of an action becomes its value, so no guess has to be unlearned. */
export function createQLearning({ actions, rate, discount, exploration, random }: QLearningOptions): QLearning {
  const table = new Map<string, { values: number[]; tries: number[] }>();
  const at = (state: string) => {
    const known = table.get(state) ?? { values: Array<number>(actions).fill(0), tries: Array<number>(actions).fill(0) };
    table.set(state, known);
    return known;
  };
  const best = (state: string) => bestTried(at(state));
  const worth = (state: string) => {
    const { values, tries } = at(state);
    return tries.every((count) => count === 0) ? 0 : values[best(state)]!;
  };
  return {
    best,
    explore: (state) => {
      const untried = at(state).tries.indexOf(0);
      if (untried >= 0) return untried;
      return random() < exploration ? randomInt(random, actions) : best(state);
    },
    learn: (state, action, reward, next) => {
      const known = at(state);
      const target = reward + discount * worth(next);
      known.values[action] =
        known.tries[action] === 0 ? target : known.values[action]! + rate * (target - known.values[action]!);
      known.tries[action]! += 1;
    },
    table: () => table,
  };
}
