import { cutSlices, fillGaps, type LatencySlices, pairMedians, type SitePair } from './latency-slices.ts';
import { createLinearRoutes } from './linear-routes.ts';
import type { RouteCandidate } from './route-costs.ts';
import { type Walked, type WalkRule, walkRoutes } from './route-walk.ts';
import { createEwma, createShrinkage, lastSlice } from './shrinkage.ts';
import { createTabularRoutes } from './tabular-routes.ts';

/** What is left of the direct latency on past data: route latency through direct latency. */
export interface RouteTrial {
  name: string;
  knowsRhythm: boolean;
  /** One share per fold of the history, in the order of time. */
  shares: number[];
}

/** A recommendation of how to route, and what it was chosen among. Trials are in the order of the candidates. */
export interface RouteChoice {
  /** The candidate, or null where none was better than going direct. */
  candidate: RouteCandidate | null;
  trials: RouteTrial[];
}

export interface RouteOptions {
  /** At most so many changes per pair in 100 slices; null for no cap. */
  maxChanges: number | null;
}

/** Each fold learns from the first part of the history and is judged on what follows, given as shares of the history. */
const folds = [
  { learned: 0.5, judged: 0.75 },
  { learned: 0.75, judged: 1 },
] as const;
/** Under a cap, margins are tried on the last part of what is learned from. */
const marginShare = 0.6;
/** In ms. Without a cap there is no margin: a change costs nothing then. */
const margins = [0, 5, 10, 20, 45, 100, 200, 330, 500, 750, 1000, 1500, 2200, 3300, 5000] as const;
/** A margin fits when it leaves a pair this share of its cap, or less, in the back-test: the rest is for what the past did not hold. */
const usedShare = 0.8;
const marginHorizon = 4;
/** A candidate that comes so near to the best is as good, and the simplest of those is taken. */
const nearlyBest = 1.01;
/** So long a value that is missing is taken to be as it was. */
export const carriedSlices = 2;
/** Fewer slices are no basis for a choice. */
export const fewestSlices = 16;

/** All ways to judge routes, from simple to less so. Going direct is not among them: it is what remains when none of them is better. */
export const routeCandidates: readonly RouteCandidate[] = [
  lastSlice,
  createEwma(0.5),
  createShrinkage(0.3, { knowsRhythm: false }),
  createShrinkage(0.6, { knowsRhythm: false }),
  createLinearRoutes({ knowsRhythm: false }),
  createTabularRoutes(0.1),
  createTabularRoutes(0.5),
  createShrinkage(0.35, { knowsRhythm: true }),
  createShrinkage(0.2, { knowsRhythm: true }),
  createShrinkage(0.5, { knowsRhythm: true }),
  createLinearRoutes({ knowsRhythm: true }),
];

/**
 * Chooses the way to judge routes by the worst of two folds of the history. The folds have no cap on changes: under one, luck decides more than the
 * candidate does. Of candidates within 1 % of the best the first is taken. Null as
 * candidate when none is better than the direct way in both folds, or the history has fewer than 16 slices.
 */
export function chooseRoutes(
  history: LatencySlices,
  pairs: readonly SitePair[],
  candidates: readonly RouteCandidate[],
): RouteChoice {
  if (history.values.length < fewestSlices) return { candidate: null, trials: [] };
  const trials = candidates.map((candidate) => tryCandidate(history, pairs, candidate));
  const worst = trials.map(({ shares }) => Math.max(...shares));
  const enough = Math.min(1, nearlyBest * Math.min(...worst));
  return { candidate: candidates[worst.findIndex((share) => share < enough)] ?? null, trials };
}

function tryCandidate(history: LatencySlices, pairs: readonly SitePair[], candidate: RouteCandidate): RouteTrial {
  const count = history.values.length;
  const shares = folds.map(({ learned, judged }) => {
    const past = cutSlices(history, 0, Math.round(learned * count));
    const later = cutSlices(history, Math.round(learned * count), Math.round(judged * count));
    return shareOfDirect(routeBy(candidate, past, later, pairs, { maxChanges: null }));
  });
  return { name: candidate.name, knowsRhythm: candidate.knowsRhythm, shares };
}

/** Latency of the routes taken through that of the direct way; NaN when nothing is known. */
export function shareOfDirect(walked: readonly Walked[]): number {
  const sum = (pick: (one: Walked) => number) => walked.reduce((total, one) => total + pick(one), 0);
  return sum(({ costMs }) => costMs) / sum(({ directMs }) => directMs);
}

/** Routes later slices by a candidate that learned from the history, which may have gaps. Null as candidate goes direct. */
export function routeBy(
  candidate: RouteCandidate | null,
  history: LatencySlices,
  later: LatencySlices,
  pairs: readonly SitePair[],
  { maxChanges }: RouteOptions,
): Walked[] {
  const usual = pairMedians(history);
  const past = fillGaps(history, usual, carriedSlices);
  const next = fillGaps(later, usual, carriedSlices);
  const stream = (candidate ?? goDirect).learn(past, pairs);
  const fitted = candidate && maxChanges !== null ? fitMargins(candidate, past, pairs, maxChanges) : pairs.map(() => 0);
  const rules = fitted.map((marginMs): WalkRule[] => [{ marginMs, horizon: 1, maxChanges }]);
  return walkRoutes(stream, next, pairs, rules).map(([walked]) => walked!);
}

/** The least margin with which each pair would have stayed within its cap, in ms. */
function fitMargins(
  candidate: RouteCandidate,
  past: LatencySlices,
  pairs: readonly SitePair[],
  maxChanges: number,
): number[] {
  const cut = Math.round((1 - marginShare) * past.values.length);
  const later = cutSlices(past, cut, past.values.length);
  const stream = candidate.learn(cutSlices(past, 0, cut), pairs);
  const rules = margins.map((marginMs): WalkRule => ({ marginMs, horizon: marginHorizon, maxChanges: null }));
  const most = (usedShare * maxChanges * later.values.length) / 100;
  return walkRoutes(
    stream,
    later,
    pairs,
    pairs.map(() => rules),
  ).map((tried) => margins[tried.findIndex(({ changes }) => changes <= most)] ?? margins.at(-1)!);
}

/** Knows the direct way only. */
const goDirect: RouteCandidate = {
  name: 'none',
  knowsRhythm: false,
  learn: ({ nodes }) => ({
    observe: () => {},
    costs: (_pair, _horizon, out) => {
      out.fill(Number.POSITIVE_INFINITY);
      out[nodes] = 0;
    },
  }),
};
