import { createRandom } from '../../src/models/random.ts';
import { learningSettings } from '../../src/models/routing/learn-routes.ts';
import { createQLearning, type QLearning } from '../../src/models/routing/q-learning.ts';
import { type Hour, makeRouteDays } from './seed-environment.ts';

/** α, γ and ε as they were asked for, and how many days are learned from. */
export const asked = { ...learningSettings, discount: 0.95 };
const judgedDays = 50;
/** Two-sided 95 % quantile of Student's t with 29 degrees of freedom; close enough from 20 seeds on. */
const tQuantile = 2.045;
const ewmaShare = 0.5;

/** Picks a route for the hour; `before` are the latencies of the hours before it, oldest first. */
type Rule = (hour: Hour, before: readonly number[][]) => number;

export interface SeedRow {
  name: string;
  latencyMs: number;
  /** What is saved of the static route's latency, as a share: mean over the seeds, and half the width of its 95 % interval. */
  gain: number;
  gainWithin: number;
}

export interface SeedTable {
  routes: string[];
  rows: SeedRow[];
  /** Mean latency of each episode of learning, over all seeds, with γ as asked and with γ 0. */
  curve: { episode: number; asked: number; bandit: number }[];
  /** The states that were met most by the first seed, with the value of each route. */
  values: { state: string; tries: number; values: readonly number[] }[];
}

/** Learns and judges with each of `seeds` seeds: 100 days to learn from, 50 later ones to be judged on, without exploration. */
export function seedTable(seeds: number): SeedTable {
  const runs = Array.from({ length: seeds }, (_, i) => runSeed(i + 1));
  const names = Object.keys(runs[0]!.latency);
  const rows = names.map((name): SeedRow => {
    const gains = runs.map(({ latency }) => 1 - latency[name]! / latency.static!);
    const gain = mean(gains);
    const spread = Math.sqrt(gains.reduce((sum, one) => sum + (one - gain) ** 2, 0) / Math.max(1, seeds - 1));
    const gainWithin = (tQuantile * spread) / Math.sqrt(seeds);
    return { name, latencyMs: mean(runs.map(({ latency }) => latency[name]!)), gain, gainWithin };
  });
  return {
    ...{ routes: runs[0]!.routes, rows, values: runs[0]!.values },
    curve: runs[0]!.asked.map((_, i) => ({
      ...{ episode: i + 1, asked: mean(runs.map((run) => run.asked[i]!)) },
      bandit: mean(runs.map((run) => run.bandit[i]!)),
    })),
  };
}

function runSeed(seed: number) {
  const { routes, days } = makeRouteDays(asked.episodes + judgedDays, seed);
  const learned = days.slice(0, asked.episodes);
  const later = days.slice(asked.episodes).flat();
  const learn = (discount: number) => trainAgent(learned, routes.length, discount, seed);
  const [discounting, bandit] = [learn(asked.discount), learn(0)];
  const fixed = bestFixed(learned.flat(), routes.length);
  const rules: Record<string, Rule> = {
    static: () => fixed,
    direct: () => 0,
    'Q, γ 0.95': ({ state }) => discounting.agent.best(state),
    'Q, γ 0': ({ state }) => bandit.agent.best(state),
    EWMA: (_hour, before) => smallest(smooth(before, routes.length)),
    'last-hour greedy': (_hour, before) => smallest(before.at(-1) ?? [0]),
    oracle: ({ latencyMs }) => smallest(latencyMs),
  };
  const latency = Object.fromEntries(Object.entries(rules).map(([name, rule]) => [name, judge(rule, later)]));
  const values = [...discounting.agent.table()]
    .map(([state, known]) => ({ state, tries: known.tries.reduce((sum, one) => sum + one, 0), values: known.values }))
    .sort((a, b) => b.tries - a.tries)
    .slice(0, 8);
  return { routes, latency, values, asked: discounting.curve, bandit: bandit.curve };
}

/** Reward is the latency with a minus. An episode is a day. */
function trainAgent(
  days: readonly Hour[][],
  actions: number,
  discount: number,
  seed: number,
): { agent: QLearning; curve: number[] } {
  const { rate, exploration } = asked;
  const agent = createQLearning({ actions, rate, discount, exploration, random: createRandom(seed, 1) });
  const hours = days.flat();
  const curve = days.map((day, d) => {
    const costs = day.map(({ state, latencyMs }, h) => {
      const action = agent.explore(state);
      const next = hours[d * day.length + h + 1];
      if (next) agent.learn(state, action, -latencyMs[action]!, next.state);
      return latencyMs[action]!;
    });
    return mean(costs);
  });
  return { agent, curve };
}

function bestFixed(hours: readonly Hour[], routes: number): number {
  return smallest(Array.from({ length: routes }, (_, route) => mean(hours.map(({ latencyMs }) => latencyMs[route]!))));
}

function judge(rule: Rule, hours: readonly Hour[]): number {
  const before: number[][] = [];
  return mean(
    hours.map((hour) => {
      const cost = hour.latencyMs[rule(hour, before)]!;
      before.push(hour.latencyMs);
      return cost;
    }),
  );
}

function smooth(before: readonly number[][], routes: number): number[] {
  const recent = before.slice(-20);
  return Array.from({ length: routes }, (_, route) =>
    recent.reduce((known, hour, i) => (i === 0 ? hour[route]! : known + ewmaShare * (hour[route]! - known)), 0),
  );
}

const smallest = (values: readonly number[]) => values.indexOf(Math.min(...values));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
