import type { Combine } from './mapping-schema.ts';

/** Several series of one place that make one value, such as the cores of a processor or the pools of a memory. */
export interface CombinedSeries {
  /**
   * Takes the value of one series. Answers with the rounds that are complete by it: one that a series ends by beginning anew, and this one when every
   * series that speaks has told its part. Null for a value that is not newer than the last of its series, and so is not taken.
   */
  take(series: string, told: Told): Combined[] | null;
  /** The round that is under way: of the first round nobody knows how many series there are. Undefined when there is nothing new. */
  rest(atTheEnd: boolean): Combined | undefined;
}

/** What one series tells. */
export interface Told {
  at: number;
  /** NaN when this series has no value this time: it is not waited for, and its share is none. */
  value: number;
  /** Left out for what is no share. */
  share?: ShareOf | undefined;
}

/** Where the value of a field stands in a percentage. */
export interface ShareOf {
  /** The fields of one row, such as one pool of a memory: without one of its sides the row has no share. */
  row: string;
  /** What a row has once: of two fields with one leaf the later one counts. */
  leaf: string;
  isPart: boolean;
  isWhole: boolean;
  /** The value is counted here when it gives nothing; a value in several percentages is counted in one of them. */
  isCounted: boolean;
}

export interface Combined {
  at: number;
  /** NaN when nothing of the round could be used. */
  value: number;
  /** Values of the round in rows of which one side did not come. */
  incomplete: number;
  /** Values of the round in rows whose share is none: there is nothing to be a share of, or more than all of it. */
  shareless: number;
}

/** How a ratio over several rows is made: the sum of the parts over the sum of the wholes. */
export type Combining = Combine | 'share';

/** A series that says nothing for two rounds, and for a minute at least, is over. */
const shortestMs = 60_000;

const reduce: Record<Combine, (all: readonly Told[]) => number> = {
  sum: (all) => all.reduce((sum, { value }) => sum + value, 0),
  mean: (all) => all.reduce((sum, { value }) => sum + value, 0) / all.length,
  max: (all) => all.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  min: (all) => all.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY),
};

/** The share of all rows that have both sides, and how many values are in the other rows. */
function shareOf(all: readonly Told[]): Omit<Combined, 'at'> {
  const rows = new Map<string, Map<string, Told>>();
  for (const told of all) {
    const { row, leaf } = told.share!;
    rows.set(row, (rows.get(row) ?? new Map<string, Told>()).set(leaf, told));
  }
  let [part, whole, incomplete, shareless] = [0, 0, 0, 0];
  for (const leaves of rows.values()) {
    const row = [...leaves.values()];
    const sum = (fields: Told[]) => fields.reduce((total, { value }) => total + value, 0);
    const parts = row.filter(({ share }) => share!.isPart);
    const wholes = row.filter(({ share }) => share!.isWhole);
    const hasBoth = parts.length > 0 && row.some(({ share }) => !share!.isPart);
    const [ownPart, ownWhole] = [sum(parts), sum(wholes)];
    const lost = row.filter(({ value, share }) => share!.isCounted && !Number.isNaN(value)).length;
    if (hasBoth && ownWhole > 0 && ownPart >= 0 && ownPart <= ownWhole) {
      part += ownPart;
      whole += ownWhole;
    } else if (hasBoth && row.every(({ value }) => !Number.isNaN(value))) shareless += lost;
    else incomplete += lost;
  }
  return { value: (100 * part) / whole, incomplete, shareless };
}

export function createCombinedSeries(how: Combining): CombinedSeries {
  const series = new Map<string, Told>();
  const told = new Set<string>();
  let gapMs = 0;
  let isFirstRound = true;

  function complete(): Combined | undefined {
    if (told.size === 0) return undefined;
    const at = Math.max(...[...told].map((name) => series.get(name)!.at));
    for (const [name, latest] of series) if (latest.at < at - Math.max(shortestMs, 2 * gapMs)) series.delete(name);
    told.clear();
    const all = [...series.values()];
    return how === 'share' ? { at, ...shareOf(all) } : { at, value: reduce[how](all), incomplete: 0, shareless: 0 };
  }

  return {
    take(name, latest) {
      const before = series.get(name);
      if (before && latest.at <= before.at) return null;
      if (before) gapMs = latest.at - before.at;
      const former = told.has(name) ? complete() : undefined;
      if (before) isFirstRound = false;
      series.set(name, latest);
      told.add(name);
      const now = !isFirstRound && told.size === series.size ? complete() : undefined;
      return [former, now].filter((round) => round !== undefined);
    },
    rest: (atTheEnd) => (atTheEnd || isFirstRound ? complete() : undefined),
  };
}
