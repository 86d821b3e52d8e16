import type { Topology } from '../domain/device.ts';
import { changeCost, distancesTo, type PathGraph, sharesOf } from '../network/paths/path-graph.ts';

/** How the traffic of a pair goes, there and back: what share of it each edge of the graph carries. */
export interface Way {
  there: Float64Array;
  back: Float64Array;
}

/** A change of one link's cost at both ends, and the way that the pair then takes. */
export interface WayChange {
  link: string;
  cost: number;
  way: Way;
}

/** Costs that a change may set; the playbook has the same. */
export const costBounds = { lowest: 1, highest: 1000 } as const;
/** By this share of its cost, and by 1 at least, a way must be cheaper than the next: a small change elsewhere must not bring a tie. */
const marginShare = 0.1;

/** The way that the pair takes; null when there is none in one of the directions. */
export function wayOf(graph: PathGraph, from: string, to: string): Way | null {
  const [there, back] = [sharesOf(graph, from, to), sharesOf(graph, to, from)];
  return there && back ? { there, back } : null;
}

/** Whether ways of equal cost share the traffic somewhere. */
export const isShared = ({ there, back }: Way): boolean =>
  [there, back].some((shares) => shares.some((share) => share > 0 && share < 1));

/** Names of the links that the traffic there takes, in the order in which it does; of ways of equal cost all. */
export function linksThere({ edges }: PathGraph, { there }: Way, from: string): string[] {
  const used = [...edges.entries()].filter(([i]) => there[i]! > 0).map(([, edge]) => edge);
  const names: string[] = [];
  const open = [from];
  for (const device of open)
    for (const edge of used.filter((one) => one.from.device === device && !names.includes(one.link))) {
      names.push(edge.link);
      open.push(edge.to);
    }
  return names;
}

/** Whether two ways take the same links in the same shares. */
export const sameWay = (a: Way, b: Way): boolean => keyOf(a) === keyOf(b);

const keyOf = ({ there, back }: Way) => [...there, '|', ...back].join(',');

/**
 * Every other way that a change of one link's cost at both ends brings, the smallest change of each. Changes are within the bounds, and none leads
 * to ways of equal cost: those would share the traffic as the routers see fit. Links that the pair does not touch are no way.
 */
export function findWayChanges(graph: PathGraph, from: string, to: string): WayChange[] {
  const now = wayOf(graph, from, to);
  if (!now) return [];
  const found = new Map<string, WayChange & { by: number }>();
  for (const link of new Set(graph.edges.map((edge) => edge.link))) {
    const costsNow = graph.edges.filter((edge) => edge.link === link).map(({ cost }) => cost);
    for (const cost of [raisedCost(graph, link, from, to), loweredCost(graph, link, from, to)]) {
      if (cost === null || cost < costBounds.lowest || cost > costBounds.highest) continue;
      if (costsNow.every((one) => one === cost)) continue;
      const way = wayOf(changeCost(graph, link, cost), from, to);
      if (!way || isShared(way) || keyOf(way) === keyOf(now)) continue;
      const by = Math.max(...costsNow.map((one) => Math.abs(one - cost)));
      const known = found.get(keyOf(way));
      if (!known || by < known.by) found.set(keyOf(way), { link, cost, way, by });
    }
  }
  return [...found.values()].map(({ link, cost, way }) => ({ link, cost, way }));
}

const distance = (graph: PathGraph, from: string, to: string) =>
  distancesTo(graph, to).get(from) ?? Number.POSITIVE_INFINITY;

const without = ({ devices, edges }: PathGraph, link: string): PathGraph => ({
  devices,
  edges: edges.filter((edge) => edge.link !== link),
});

const marginOf = (cost: number) => Math.max(1, Math.ceil(marginShare * cost));

/** Both directions must change over, so the larger of the two limits counts. */
function eachDirection(from: string, to: string, limit: (a: string, b: string) => number, pick: typeof Math.max) {
  return pick(limit(from, to), limit(to, from));
}

/** The least cost at which no way over the link is as cheap as the best one without it; null where there is none without it. */
function raisedCost(graph: PathGraph, link: string, from: string, to: string): number | null {
  const rest = without(graph, link);
  const limit = (a: string, b: string) => {
    const other = distance(rest, a, b);
    return other + marginOf(other) - throughLink(graph, link, a, b);
  };
  const cost = eachDirection(from, to, limit, Math.max);
  const highestNow = Math.max(...graph.edges.filter((edge) => edge.link === link).map((edge) => edge.cost));
  return Number.isFinite(cost) && cost > highestNow ? cost : null;
}

/** The highest cost at which the way over the link is cheaper than any without it. */
function loweredCost(graph: PathGraph, link: string, from: string, to: string): number | null {
  const rest = without(graph, link);
  const limit = (a: string, b: string) => {
    const other = distance(rest, a, b);
    return other - marginOf(other) - throughLink(graph, link, a, b);
  };
  const cost = eachDirection(from, to, limit, Math.min);
  const lowestNow = Math.min(...graph.edges.filter((edge) => edge.link === link).map((edge) => edge.cost));
  return Number.isFinite(cost) && cost < lowestNow ? cost : null;
}

/** What the best way over the link costs, without the link's own cost. */
function throughLink(graph: PathGraph, link: string, from: string, to: string): number {
  const rest = without(graph, link);
  const into = graph.edges.filter((edge) => edge.link === link);
  return Math.min(...into.map((edge) => distance(rest, from, edge.from.device) + distance(rest, edge.to, to)));
}

/** Links that may lie on a way of the pair: what hangs on a single link leads nowhere else. */
export function linksBetween({ links }: Topology, from: string, to: string): Set<string> {
  let left = [...links];
  for (;;) {
    const count = (device: string) => left.filter(({ a, b }) => a.device === device || b.device === device).length;
    const isDeadEnd = (device: string) => device !== from && device !== to && count(device) === 1;
    const kept = left.filter(({ a, b }) => !isDeadEnd(a.device) && !isDeadEnd(b.device));
    if (kept.length === left.length) return new Set(kept.map(({ name }) => name));
    left = kept;
  }
}
