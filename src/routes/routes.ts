import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import { nearestWord } from '../foundation/nearest-word.ts';
import { type WhatIf, whatIf } from '../network/paths/what-if.ts';
import { congestedBy, describeWhatIf } from '../network/paths/what-if-words.ts';
import { type Foreseen, foresee } from './foresee.ts';
import { type Costs, type CostsDeps, type CostsRead, costsByDevice, createCosts } from './known-costs.ts';
import { seeNetwork } from './network-now.ts';
import { fillWords, type Pair, type RecommendDeps, recommend } from './recommend.ts';
import type { Recommendation } from './recommendation.ts';
import { linksBetween } from './ways.ts';

/** Costs as old as this are good enough for an answer; a plan rests on costs that were read for it. */
const costsAgeMs = 5 * 60_000;
/** What a remedy says of traffic must not hold it up. */
const remedyWithinMs = 5000;

/** What a change of one link's cost would do to the traffic, in words. */
export interface Traffic {
  /** One or more sentences, without the last full stop. */
  words: string;
  /** `L3 to 94 %`: links that would be congested; null for none. */
  fills: string | null;
}

/** Knows the ways of the network, what a change of cost would do, and which way was better in the past. Reads only. */
export interface Routes {
  /** A sentence for devices that are none of the inventory, or the same. Names may be written in any case. */
  recommend(pair: Pair): Promise<Recommendation | { problem: string }>;
  /** What a plan for this change can promise, from costs that are read now; or why it can't. */
  foresee(change: Pair & { link: string; cost: number }): Promise<Foreseen | { reason: string }>;
  /** Reads now what {@link foresee} rested on. */
  readBasis(pair: Pair): Promise<CostsRead>;
  /** What becomes of the traffic when the cost of a link is changed at both ends. Takes seconds at most; what is not known by then is named. */
  traffic(change: { link: string; cost: number }): Promise<Traffic>;
  /** The costs of these devices may have been changed. */
  forget: Costs['forget'];
}

export interface RoutesDeps extends CostsDeps, RecommendDeps {
  clock: Clock;
}

export function createRoutes(deps: RoutesDeps): Routes {
  const { topology, metrics, clock } = deps;
  const costs = createCosts(deps);
  return {
    forget: costs.forget,
    async recommend(asked) {
      const pair = findPair(topology, asked);
      if ('problem' in pair) return pair;
      const known = await costs.read({ maxAgeMs: costsAgeMs });
      return (await recommend(deps, pair, known, clock())).recommendation;
    },
    async foresee({ from, to, link, cost }) {
      const known = await costs.read({ maxAgeMs: 0 });
      return foresee(deps, { from, to, link, cost }, known, clock());
    },
    async readBasis({ from, to }) {
      const between = linksBetween(topology, from, to);
      return costsByDevice(topology, await costs.read({ maxAgeMs: 0 }), between);
    },
    async traffic(change) {
      const known = await costs.read({ maxAgeMs: costsAgeMs, withinMs: remedyWithinMs });
      const { now, unknown } = seeNetwork(topology, known, metrics, clock());
      if (!now.graph.edges.some((edge) => edge.link === change.link))
        return {
          words: `Nobody knows what traffic ${change.link} carries: its OSPF costs could not be read`,
          fills: null,
        };
      const ahead: WhatIf = whatIf(now, change);
      const unread = [...new Set(unknown.map(({ link }) => link))];
      const missing =
        unread.length > 0
          ? `. The OSPF cost of ${unread.join(', ')} could not be read, so traffic may go elsewhere`
          : '';
      return {
        words: `${describeWhatIf(ahead)}${missing}`,
        fills: congestedBy(ahead).length > 0 ? fillWords(ahead) : null,
      };
    },
  };
}

/** The two devices as the inventory spells them, or a sentence that says what is wrong. */
export function findPair({ devices }: Topology, asked: Pair): Pair | { problem: string } {
  const names = devices.map(({ name }) => name);
  const found = [asked.from, asked.to].map((word) => ({
    word,
    name: names.find((name) => name.toLowerCase() === word.toLowerCase()),
  }));
  for (const { word, name } of found) {
    if (name !== undefined) continue;
    const near = nearestWord(word, names);
    return { problem: `No device ${word} is in the inventory.${near === undefined ? '' : ` Did you mean ${near}?`}` };
  }
  const [from, to] = found.map(({ name }) => name!) as [string, string];
  return from === to ? { problem: `${from} needs no route to itself.` } : { from, to };
}
