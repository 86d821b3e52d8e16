import type { Combine } from './mapping-schema.ts';

/** Several series of one place that make one value, such as the cores of a processor or the pools of a memory. */
export interface CombinedSeries {
  /**
   * Takes the value of one series. Answers with what is complete by it: a round that a series begins anew, or this one when every series that
   * speaks has told its part. Undefined while a round is under way.
   */
  take(series: string, at: number, part: number, whole: number): Combined | undefined;
  /** The round that is under way: of the first round nobody knows how many series there are. Undefined when there is nothing new. */
  rest(atTheEnd: boolean): Combined | undefined;
}

export interface Combined {
  at: number;
  value: number;
}

/** How a ratio over several series is made: the sum of the parts over the sum of the wholes. */
export type Combining = Combine | 'share';

interface Latest {
  at: number;
  part: number;
  whole: number;
}

/** A series that says nothing for two rounds, and for a minute at least, is over. */
const shortestMs = 60_000;

const reduce: Record<Combining, (all: readonly Latest[]) => number> = {
  sum: (all) => all.reduce((sum, { part }) => sum + part, 0),
  mean: (all) => all.reduce((sum, { part }) => sum + part, 0) / all.length,
  max: (all) => all.reduce((most, { part }) => Math.max(most, part), Number.NEGATIVE_INFINITY),
  min: (all) => all.reduce((least, { part }) => Math.min(least, part), Number.POSITIVE_INFINITY),
  share: (all) => (100 * reduce.sum(all)) / all.reduce((sum, { whole }) => sum + whole, 0),
};

export function createCombinedSeries(how: Combining): CombinedSeries {
  const series = new Map<string, Latest>();
  const told = new Set<string>();
  let gapMs = 0;
  let isFirstRound = true;

  function complete(): Combined | undefined {
    if (told.size === 0) return undefined;
    const at = Math.max(...[...told].map((name) => series.get(name)!.at));
    for (const [name, latest] of series) if (latest.at < at - Math.max(shortestMs, 2 * gapMs)) series.delete(name);
    told.clear();
    return { at, value: reduce[how]([...series.values()]) };
  }

  return {
    take(name, at, part, whole) {
      const before = series.get(name);
      if (before && at <= before.at) return undefined;
      if (before) gapMs = at - before.at;
      const former = told.has(name) ? complete() : undefined;
      if (before) isFirstRound = false;
      series.set(name, { at, part, whole });
      told.add(name);
      if (former || isFirstRound) return former;
      return told.size === series.size ? complete() : undefined;
    },
    rest: (atTheEnd) => (atTheEnd || isFirstRound ? complete() : undefined),
  };
}
