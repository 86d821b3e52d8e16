import { createRandom, type Random, randomInt } from '../../src/models/random.ts';
import type { CoreMinute } from '../datasets/kddi-ipcore.ts';

/** Changes of a network that make what was learned wrong, from some label on. */
export const injections = {
  /** Cables and sessions are moved: the counters of every port stand at another one, and the same for routers and sessions. */
  swap(random: Random) {
    const orders = new Map<number, number[]>();
    const moved = (values: Float64Array) => {
      const order = orders.get(values.length) ?? shuffle(values.length, random);
      orders.set(values.length, order);
      return Float64Array.from(order, (from) => values[from]!);
    };
    return (minute: CoreMinute) => everyCounter(minute, moved);
  },
  /** Traffic, load and routes of each place grow or shrink by a factor of their own, from a quarter to four times as much. */
  scale(random: Random) {
    const factors = new Map<string, Float64Array>();
    return (minute: CoreMinute) =>
      everyCounter(minute, (values, name) => {
        const own = factors.get(name) ?? values.map(() => 4 ** (2 * random() - 1));
        factors.set(name, own);
        return name === 'adminUp' ? values : values.map((value, i) => value * own[i]!);
      });
  },
  /** Another exporter: rates by the minute in place of the second, load as a share, and 1 for up, 2 for down in place of 1 and 0. */
  units() {
    const changes: Partial<Record<CounterName, (value: number) => number>> = {
      ...{ rxPps: (value) => 60 * value, txPps: (value) => 60 * value, cpu: (value) => value / 100 },
      adminUp: (value) => 2 - value,
    };
    return (minute: CoreMinute) =>
      everyCounter(minute, (values, name) => values.map(changes[name] ?? ((value) => value)));
  },
} satisfies Record<string, (random: Random) => (minute: CoreMinute) => CoreMinute>;

export type InjectionName = keyof typeof injections;

/** The change of this name as one network would undergo it; the same seed gives the same. */
export const createInjection = (name: InjectionName, seed: number) => injections[name](createRandom(seed, 11));

const counterNames = ['adminUp', 'rxPps', 'txPps', 'inPps', 'outPps', 'cpu', 'prefixes'] as const;
type CounterName = (typeof counterNames)[number];

function everyCounter(
  minute: CoreMinute,
  change: (values: Float64Array, name: CounterName) => Float64Array,
): CoreMinute {
  const changed = { ...minute };
  for (const name of counterNames) changed[name] = change(minute[name], name);
  return changed;
}

function shuffle(count: number, random: Random): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = randomInt(random, i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
