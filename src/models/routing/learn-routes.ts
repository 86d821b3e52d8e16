import { createRandom } from '../random.ts';
import { bestTried, createQLearning } from './q-learning.ts';
import type { PairSteps, RouteStep } from './route-hours.ts';

/** α, ε and the number of episodes as they are usual for a small table (Watkins and Dayan 1992; Sutton and Barto 2018, chapter 6). */
export const learningSettings = { rate: 0.1, exploration: 0.1, episodes: 100 } as const;
/** The share of the steps that is learned from; the later ones show what was learned. */
const learnedShare = 0.8;

/** Values of the ways in one state, in ms with a minus, and how often each was tried. */
export interface StateValues {
  values: number[];
  tries: number[];
}

/** What an agent learned: the value of each way by state. */
export type QTable = ReadonlyMap<string, StateValues>;

export interface LearnedRoutes {
  table: QTable;
  /** Mean round trip in ms of each episode, with what was tried at random. */
  training: number[];
  /** Mean round trip in ms on the later steps after each episode, without exploration. */
  later: number[];
}

/**
 * Tabular Q-learning over recorded steps; an episode goes through all of them once. What was recorded holds every way, so that trying one at random
 * here moves no traffic. The reward is the round trip with a minus.
 *
 * @param discount γ: 0 makes a contextual bandit of it, which fits where a choice does not change what comes later
 */
export function learnRoutes(pairs: readonly PairSteps[], discount: number, seed: number): LearnedRoutes {
  const { rate, exploration, episodes } = learningSettings;
  const table = new Map<string, StateValues>();
  const cut = pairs.map(({ steps }) => Math.round(learnedShare * steps.length));
  const agents = pairs.map(({ ways }, i) =>
    createQLearning({ actions: ways.length, rate, discount, exploration, random: createRandom(seed, i + 1) }),
  );
  const [training, later]: [number[], number[]] = [[], []];
  for (let episode = 0; episode < episodes; episode++) {
    const tried = createMean();
    const shown = createMean();
    for (const [i, { steps }] of pairs.entries()) {
      const agent = agents[i]!;
      for (let t = 0; t + 1 < cut[i]!; t++) {
        const { state, latencyMs } = steps[t]!;
        const way = agent.explore(state);
        const cost = latencyMs[way]!;
        // What was not measured teaches nothing, and is tried again in the next episode.
        if (Number.isNaN(cost)) continue;
        agent.learn(state, way, -cost, steps[t + 1]!.state);
        tried.add(cost);
      }
      for (const step of steps.slice(cut[i])) if (isKnown(step)) shown.add(step.latencyMs[agent.best(step.state)]!);
    }
    training.push(tried.value());
    later.push(shown.value());
  }
  for (const agent of agents)
    for (const [state, { values, tries }] of agent.table())
      table.set(state, { values: [...values], tries: [...tries] });
  return { table, training, later };
}

/** The best way of a state; the first where it was never met. */
export function bestWay(table: QTable, state: string): number {
  const known = table.get(state);
  return known ? bestTried(known) : 0;
}

/** Whether every way was measured, so that all rules are judged on the same steps. */
export const isKnown = ({ latencyMs }: RouteStep): boolean => latencyMs.every((value) => !Number.isNaN(value));

/** Mean round trip in ms of a rule over the steps in which every way was measured; NaN without any. `before` is the last of those. */
export function meanTrip(
  pairs: readonly PairSteps[],
  rule: (step: RouteStep, before: RouteStep | null, pair: PairSteps) => number,
): number {
  const mean = createMean();
  for (const pair of pairs) {
    let before: RouteStep | null = null;
    for (const step of pair.steps.filter(isKnown)) {
      mean.add(step.latencyMs[rule(step, before, pair)]!);
      before = step;
    }
  }
  return mean.value();
}

function createMean(): { add(value: number): void; value(): number } {
  let [sum, count] = [0, 0];
  return {
    add: (value) => {
      sum += value;
      count += 1;
    },
    value: () => (count > 0 ? sum / count : Number.NaN),
  };
}
