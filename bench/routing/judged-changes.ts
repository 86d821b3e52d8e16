import { type Random, randomInt } from '../../src/models/random.ts';
import type { PathGraph } from '../../src/network/paths/path-graph.ts';
import type { WhatIf } from '../../src/network/paths/what-if.ts';

/** What was foreseen of one change of cost, and what was seen afterwards. */
export interface JudgedChange {
  link: string;
  cost: number;
  /** Sum of the absolute errors over the sum of the seen loads, over all directions of links. */
  loadError: number;
  /** The same for the guess that nothing changes. */
  unchangedError: number;
  /**
   * The same when it is foreseen from what is measured in that minute in a network without the change, so that bursts and waves of demand, which no
   * change brings, are no error. Null where there is no such network.
   */
  momentError: number | null;
  /** The mean over all pairs of ends of the relative error of the round trip. */
  latencyError: number;
  /** Whether ways of equal cost share traffic afterwards; routers keep a flow on one of them. */
  shared: boolean;
}

/** Means and worst of the errors. */
export interface ChangeErrors {
  changes: number;
  loadError: number;
  worstLoadError: number;
  unchangedError: number;
  /** Null where it is not known of all changes. */
  momentError: number | null;
  worstMomentError: number | null;
  latencyError: number;
  worstLatencyError: number;
}

/** One network with its changes. `load` is how many processes of this machine wanted to run meanwhile, where real time counts. */
export interface ChangeRun {
  seed: number;
  judged: JudgedChange[];
  load?: number;
}

/** What was seen of a network: arrays in the order of the graph's edges, round trips between ends by `from>to`. */
export interface Observed {
  throughputMbps: number[];
  roundTripMs: (number | null)[];
  trips: Map<string, number>;
}

/** Null where there is none to judge. */
export function sumUpChanges(judged: readonly JudgedChange[]): ChangeErrors | null {
  if (judged.length === 0) return null;
  const mean = (of: (one: JudgedChange) => number) => sum(judged, of) / judged.length;
  const moments = judged.flatMap(({ momentError }) => momentError ?? []);
  const moment = moments.length === judged.length;
  return {
    changes: judged.length,
    loadError: mean((one) => one.loadError),
    worstLoadError: Math.max(...judged.map((one) => one.loadError)),
    unchangedError: mean((one) => one.unchangedError),
    momentError: moment ? sum(moments, (one) => one) / moments.length : null,
    worstMomentError: moment ? Math.max(...moments) : null,
    latencyError: mean((one) => one.latencyError),
    worstLatencyError: Math.max(...judged.map((one) => one.latencyError)),
  };
}

/** Compares what was foreseen with what was seen after the change. `moment` is foreseen from the same minute in a network without it. */
export function judgeChange(
  change: { link: string; cost: number },
  { expected, before, after, moment }: { expected: WhatIf; before: Observed; after: Observed; moment?: WhatIf },
): JudgedChange {
  const error = (loads: readonly (number | null)[]) =>
    sum(after.throughputMbps, (seen, i) => Math.abs(seen - loads[i]!)) / sum(after.throughputMbps, (seen) => seen);
  const trips = [...after.trips].map(([pair, seen]) => {
    const [from, to] = pair.split('>') as [string, string];
    return Math.abs(expected.latencyMs(from, to).after! - seen) / seen;
  });
  return {
    ...{ ...change, shared: expected.shared.length > 0 },
    loadError: error(expected.edges.map(({ afterMbps }) => afterMbps)),
    unchangedError: error(before.throughputMbps),
    momentError: moment ? error(moment.edges.map(({ afterMbps }) => afterMbps)) : null,
    latencyError: sum(trips, (one) => one) / trips.length,
  };
}

const highestCost = 60;

/** A link of the list and another cost than the one in use. */
export function drawChange(random: Random, { edges }: PathGraph, links: readonly string[]) {
  const link = links[randomInt(random, links.length)]!;
  const now = edges.find((edge) => edge.link === link)!.cost;
  const drawn = 1 + randomInt(random, highestCost - 1);
  return { link, cost: drawn >= now ? drawn + 1 : drawn };
}

export const sum = <T>(values: readonly T[], of: (value: T, index: number) => number) =>
  values.reduce((total, value, i) => total + of(value, i), 0);
