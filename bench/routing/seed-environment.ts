import { loadNetworkSpec } from '../../demo/network/spec.ts';
import { createRandom, type Random, randomInt, randomNormal } from '../../src/models/random.ts';
import { loadBand } from '../../src/models/routing/route-hours.ts';

/** One hour: what every route would have cost, and what is known before one is chosen. */
export interface Hour {
  /** Round trip of each route in ms. */
  latencyMs: number[];
  /** Source, destination, load band of each route in the hour before, and hour of the day. */
  state: string;
}

/** Days of 24 hours, one after the other. */
export interface RouteDays {
  routes: string[];
  days: Hour[][];
}

const source = 'Router-A';
const destination = 'Router-B';
/** Links of the three ways of the simulated network. The first is the direct one. */
const ways = [['L1'], ['L2', 'L3'], ['L4', 'L5']] as const;
/** How full the ways are at noon, on average; at night it is a quarter. The direct one is wanted by more than it carries. */
const noonLoad = [1.05, 0.7, 0.6] as const;
/** A link of a way turns slow about once in five days, by so many ms there and back, for some hours. */
const slow = { chance: 1 / 120, leastMs: 20, mostMs: 160, leaves: 1 / 3 };
/** A packet's time on the wire when a link is idle, and the most that its buffer holds, in ms: as in the simulated links. */
const queue = { idleMs: 0.06, mostMs: 25 };

/**
 * The three routes between the two routers of the simulated network with its propagation delays, loads that follow the hour, and slow spells. The flow
 * that is routed is too small to be felt, so a choice changes nothing that comes later.
 */
export function makeRouteDays(days: number, seed: number): RouteDays {
  const spec = loadNetworkSpec();
  const random = createRandom(seed);
  const baseMs = ways.map(
    (links) => 2 * links.reduce((sum, name) => sum + spec.links.find((link) => link.name === name)!.delayMs, 0),
  );
  const spells = ways.map(() => 0);
  const drift = ways.map(() => 0);
  let bands = ways.map(() => loadBand(0));
  const hours = (_: unknown, hour: number): Hour => {
    const state = `${source}>${destination} loads ${bands.join('')} hour ${hour}`;
    const loads = ways.map((_way, i) => loadAt(random, hour, i, drift));
    const latencyMs = ways.map((links, i) => {
      spells[i] = nextSpell(random, spells[i]!);
      return baseMs[i]! + spells[i]! + 2 * links.length * queueMs(loads[i]!);
    });
    bands = loads.map(loadBand);
    return { latencyMs, state };
  };
  return {
    routes: ways.map((links) => links.join(' and ')),
    days: Array.from({ length: days }, () => Array.from({ length: 24 }, hours)),
  };
}

function loadAt(random: Random, hour: number, way: number, drift: number[]): number {
  drift[way] = 0.8 * drift[way]! + 0.08 * randomNormal(random);
  const day = 0.25 + 0.75 * Math.sin((Math.PI * hour) / 24) ** 2;
  return Math.min(0.995, Math.max(0.02, noonLoad[way]! * day + drift[way]!));
}

function nextSpell(random: Random, now: number): number {
  if (now > 0) return random() < slow.leaves ? 0 : now;
  if (random() >= slow.chance) return 0;
  return slow.leastMs + randomInt(random, slow.mostMs - slow.leastMs);
}

/** M/M/1 in form, bounded by the buffer. */
const queueMs = (load: number) => Math.min(queue.mostMs, (queue.idleMs * load) / (1 - load));
