import { type ChangeBudget, createChangeBudget } from './change-budget.ts';
import type { LatencySlices, SitePair } from './latency-slices.ts';
import { cheapestRoute, costOf, directRoute, type RouteStream, routeCost } from './route-costs.ts';

/** When one pair changes its route. */
export interface WalkRule {
  /** A route is left for one that is cheaper by more than this, in ms. */
  marginMs: number;
  /** How many slices ahead routes are judged where no cap says otherwise. */
  horizon: number;
  /** At most so many changes in 100 slices; null for no cap. */
  maxChanges: number | null;
}

/** What a rule did to one pair. */
export interface Walked {
  /** The relay of each slice, or `directRoute`. */
  routes: Int16Array;
  /** Latency of the routes taken and of the direct way, summed over the slices in which both are known, in ms. */
  costMs: number;
  directMs: number;
  /** Changes, the first one away from the direct way among them. */
  changes: number;
}

interface Walker extends Walked {
  rule: WalkRule;
  budget: ChangeBudget | null;
  now: number;
}

/**
 * Goes through the slices and decides before each of them, from what came before it only. Every pair begins on the direct way. `rules` holds one list
 * of rules per pair; the answer has one result for each of them.
 */
export function walkRoutes(
  stream: RouteStream,
  { nodes, values }: LatencySlices,
  pairs: readonly SitePair[],
  rules: readonly (readonly WalkRule[])[],
): Walked[][] {
  const walkers = rules.map((of) => of.map((rule) => startWalker(rule, values.length)));
  const costs = new Map<number, Float64Array>();
  for (const [t, slice] of values.entries()) {
    for (const [i, pair] of pairs.entries()) {
      costs.clear();
      for (const walker of walkers[i]!) {
        walker.budget?.step();
        decide(walker, (horizon) => costsAt(stream, pair, horizon, nodes, costs), nodes);
        walker.routes[t] = walker.now;
        const taken = routeCost(slice, nodes, pair, walker.now);
        const direct = routeCost(slice, nodes, pair, directRoute);
        if (Number.isNaN(taken + direct)) continue;
        walker.costMs += taken;
        walker.directMs += direct;
      }
    }
    stream.observe(slice);
  }
  return walkers;
}

function startWalker(rule: WalkRule, slices: number): Walker {
  const budget = rule.maxChanges === null ? null : createChangeBudget(rule.maxChanges);
  return { rule, budget, now: directRoute, routes: new Int16Array(slices), costMs: 0, directMs: 0, changes: 0 };
}

function costsAt(
  stream: RouteStream,
  pair: SitePair,
  horizon: number,
  nodes: number,
  known: Map<number, Float64Array>,
): Float64Array {
  const found = known.get(horizon);
  if (found) return found;
  const costs = new Float64Array(nodes + 1);
  stream.costs(pair, horizon, costs);
  known.set(horizon, costs);
  return costs;
}

function decide(walker: Walker, costsFor: (horizon: number) => Float64Array, nodes: number): void {
  const { rule, budget } = walker;
  if (budget && !budget.mayChange()) return;
  const costs = costsFor(budget?.horizon() ?? rule.horizon);
  const best = cheapestRoute(costs, nodes);
  if (best === walker.now) return;
  const gain = costOf(costs, nodes, walker.now) - costOf(costs, nodes, best);
  if (!(gain > rule.marginMs * (budget?.price() ?? 1))) return;
  walker.now = best;
  walker.changes += 1;
  budget?.spend();
}
