import { createRandom, randomInt } from '../../src/models/random.ts';
import {
  chooseRoutes,
  type RouteChoice,
  type RouteOptions,
  routeBy,
  routeCandidates,
} from '../../src/models/routing/choose-routes.ts';
import {
  cutSlices,
  fillGaps,
  type LatencySlices,
  pairMedians,
  type SitePair,
} from '../../src/models/routing/latency-slices.ts';
import type { Walked } from '../../src/models/routing/route-walk.ts';
import { lastSlice } from '../../src/models/routing/shrinkage.ts';

export interface RouteRun extends RouteOptions {
  /** False leaves out what uses how often a node is measured again. */
  rhythm: boolean;
}

/** Chooses on the history and routes what came later. */
export function routeLater(
  history: LatencySlices,
  later: LatencySlices,
  pairs: readonly SitePair[],
  run: RouteRun,
): { choice: RouteChoice; walked: Walked[] } {
  const candidates = routeCandidates.filter(({ knowsRhythm }) => run.rhythm || !knowsRhythm);
  const choice = chooseRoutes(history, pairs, candidates);
  return { choice, walked: routeBy(choice.candidate, history, later, pairs, run) };
}

/** The latency of the best route of every slice, as a share of the direct one. It takes knowledge of the slice itself. */
export function oracleShare(history: LatencySlices, later: LatencySlices, pairs: readonly SitePair[]): number {
  const { nodes, values } = fillGaps(later, pairMedians(history));
  let [best, direct] = [0, 0];
  for (const slice of values)
    for (const { src, dst } of pairs) {
      let least = slice[src * nodes + dst]!;
      if (Number.isNaN(least)) continue;
      direct += least;
      for (let relay = 0; relay < nodes; relay++)
        if (relay !== src && relay !== dst)
          least = Math.min(least, slice[src * nodes + relay]! + slice[relay * nodes + dst]! || least);
      best += least;
    }
  return best / direct;
}

/** Where a history is cut: it is learned from `[from, cut)`, and `[cut, end)` is routed; shares of the whole. */
export interface Split {
  from: number;
  cut: number;
  end: number;
}

export const splits: readonly Split[] = [
  { from: 0, cut: 1 / 2, end: 1 },
  { from: 0, cut: 1 / 3, end: 2 / 3 },
  { from: 0, cut: 2 / 3, end: 1 },
  { from: 1 / 2, cut: 3 / 4, end: 1 },
];

/** One row of the table: a share of the direct latency per split, in the order of the splits. */
export interface TableRow {
  name: string;
  shares: number[];
  /** Changes per pair and 100 slices, over all splits. */
  changes: number | null;
  chosen: string[];
}

const mostChanges = 20;
/** What routes, apart from the oracle; each is judged on every split. */
const rows: { name: string; run: RouteRun | null; lost?: number }[] = [
  { name: 'last-slice greedy', run: null },
  { name: 'chosen on past data', run: { maxChanges: null, rhythm: true } },
  { name: 'chosen, rhythm not known', run: { maxChanges: null, rhythm: false } },
  { name: `chosen, at most ${mostChanges} changes`, run: { maxChanges: mostChanges, rhythm: true } },
  { name: `chosen, at most ${mostChanges}, rhythm not known`, run: { maxChanges: mostChanges, rhythm: false } },
  { name: 'chosen, 5 % of the values lost', run: { maxChanges: null, rhythm: true }, lost: 0.05 },
];

/** Every row on every split. `progress` is called before each of them. */
export function routeTable(
  all: LatencySlices,
  pairs: readonly SitePair[],
  progress: (text: string) => void = () => {},
): TableRow[] {
  const cut = ({ from, cut: middle, end }: Split) => {
    const at = (share: number) => Math.round(share * all.values.length);
    return [cutSlices(all, at(from), at(middle)), cutSlices(all, at(middle), at(end))] as const;
  };
  const oracle: TableRow = { name: 'oracle', shares: [], changes: null, chosen: [] };
  for (const split of splits) oracle.shares.push(oracleShare(...cut(split), pairs));
  const judged = rows.map(({ name, run, lost }): TableRow => {
    progress(name);
    const all = splits.map((split) => {
      const [history, later] = cut(split);
      const seen = lost === undefined ? later : dropValues(later, lost);
      const answer = run
        ? routeLater(history, seen, pairs, run)
        : { choice: null, walked: routeBy(lastSlice, history, seen, pairs, { maxChanges: null }) };
      const per100 = (100 * sumChanges(answer.walked)) / pairs.length / later.values.length;
      return { share: judgeRoutes(answer.walked, history, later, pairs), per100, chosen: answer.choice };
    });
    return {
      name,
      shares: all.map(({ share }) => share),
      changes: all.reduce((sum, { per100 }) => sum + per100, 0) / all.length,
      chosen: all.map(({ chosen }) => (chosen ? (chosen.candidate?.name ?? 'none') : name)),
    };
  });
  return [...judged, oracle];
}

/** Judges routes by what was measured, also where the one that chose them was not told. */
export function judgeRoutes(
  walked: readonly Walked[],
  history: LatencySlices,
  later: LatencySlices,
  pairs: readonly SitePair[],
): number {
  const { nodes, values } = fillGaps(later, pairMedians(history));
  let [taken, direct] = [0, 0];
  for (const [t, slice] of values.entries())
    for (const [i, { src, dst }] of pairs.entries()) {
      const relay = walked[i]!.routes[t]!;
      const straight = slice[src * nodes + dst]!;
      const cost = relay < 0 ? straight : slice[src * nodes + relay]! + slice[relay * nodes + dst]!;
      if (Number.isNaN(cost + straight)) continue;
      taken += cost;
      direct += straight;
    }
  return taken / direct;
}

const sumChanges = (walked: readonly Walked[]) => walked.reduce((sum, { changes }) => sum + changes, 0);

/** The same slices with a share of the values missing. */
function dropValues({ nodes, values }: LatencySlices, share: number): LatencySlices {
  const random = createRandom(1);
  return { nodes, values: values.map((slice) => slice.map((value) => (random() < share ? Number.NaN : value))) };
}

/** Distinct ordered pairs, drawn at random. */
export function drawPairs(nodes: number, count: number, seed: number): SitePair[] {
  const random = createRandom(seed);
  const drawn = new Map<number, SitePair>();
  while (drawn.size < Math.min(count, nodes * (nodes - 1))) {
    const [src, dst] = [randomInt(random, nodes), randomInt(random, nodes)];
    if (src !== dst) drawn.set(src * nodes + dst, { src, dst });
  }
  return [...drawn.values()];
}
