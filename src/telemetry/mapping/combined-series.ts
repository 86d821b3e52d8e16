import type { Combine } from './mapping-schema.ts';

/** Several series of one place that make one value, such as the cores of a processor or the pools of a memory. */
export interface CombinedSeries {
  /**
   * Takes the value of one series. Answers with the rounds that are complete by it: one that a series ends by beginning anew, and this one when every
   * series that speaks has told its part. Null for a value that is not newer than the last of its series, and so is not taken.
   */
  take(series: string, at: number, value: number, share?: ShareOf): readonly Combined[] | null;
  /** The round that is under way: of the first round nobody knows how many series there are. Undefined when there is nothing new. */
  rest(atTheEnd: boolean): Combined | undefined;
  /** Whether a round is under way. */
  readonly isWaiting: boolean;
}

/** What one series told last. */
interface Told {
  at: number;
  /** NaN when this series has no value this time: it is not waited for, and its share is none. */
  value: number;
  /** Left out for what is no share. */
  share: ShareOf | undefined;
  /** In the round that is under way. */
  isTold: boolean;
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

const reduce: Record<Combine, (all: readonly Pick<Told, 'value'>[]) => number> = {
  sum: (all) => all.reduce((sum, { value }) => sum + value, 0),
  mean: (all) => all.reduce((sum, { value }) => sum + value, 0) / all.length,
  max: (all) => all.reduce((most, { value }) => Math.max(most, value), Number.NEGATIVE_INFINITY),
  min: (all) => all.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY),
};

/** One row of a ratio: its fields, and which of them stand on which side. */
interface Row {
  fields: Told[];
  parts: Told[];
  wholes: Told[];
  hasBoth: boolean;
}

/** The rows that the series are of. They are the same as long as the same series speak. */
function rowsOf(all: Iterable<Told>): Row[] {
  const rows = new Map<string, Map<string, Told>>();
  for (const told of all) {
    const { row, leaf } = told.share!;
    rows.set(row, (rows.get(row) ?? new Map<string, Told>()).set(leaf, told));
  }
  return [...rows.values()].map((leaves) => {
    const fields = [...leaves.values()];
    const parts = fields.filter(({ share }) => share!.isPart);
    const wholes = fields.filter(({ share }) => share!.isWhole);
    return { fields, parts, wholes, hasBoth: parts.length > 0 && parts.length < fields.length };
  });
}

/** The share of all rows that have both sides, and how many values are in the other rows. */
function shareOf(rows: readonly Row[]): Omit<Combined, 'at'> {
  let [part, whole, incomplete, shareless] = [0, 0, 0, 0];
  for (const { fields, parts, wholes, hasBoth } of rows) {
    const [ownPart, ownWhole] = [sumOf(parts), sumOf(wholes)];
    if (hasBoth && ownWhole > 0 && ownPart >= 0 && ownPart <= ownWhole) {
      part += ownPart;
      whole += ownWhole;
      continue;
    }
    const lost = fields.filter(({ value, share }) => share!.isCounted && !Number.isNaN(value)).length;
    if (hasBoth && fields.every(({ value }) => !Number.isNaN(value))) shareless += lost;
    else incomplete += lost;
  }
  return { value: (100 * part) / whole, incomplete, shareless };
}

function sumOf(fields: readonly Told[]): number {
  let sum = 0;
  for (const { value } of fields) sum += value;
  return sum;
}

const none: readonly Combined[] = [];

export function createCombinedSeries(how: Combining): CombinedSeries {
  const series = new Map<string, Told>();
  let told = 0;
  let gapMs = 0;
  let isFirstRound = true;
  let rows: Row[] | undefined;

  function complete(): Combined | undefined {
    if (told === 0) return undefined;
    let at = Number.NEGATIVE_INFINITY;
    for (const latest of series.values()) {
      if (latest.isTold) at = Math.max(at, latest.at);
      latest.isTold = false;
    }
    told = 0;
    for (const [name, latest] of series) if (latest.at < at - Math.max(shortestMs, 2 * gapMs)) forget(name);
    if (how !== 'share') return { at, value: reduce[how]([...series.values()]), incomplete: 0, shareless: 0 };
    rows ??= rowsOf(series.values());
    return { at, ...shareOf(rows) };
  }

  function forget(name: string): void {
    series.delete(name);
    rows = undefined;
  }

  function put(name: string, at: number, value: number, share: ShareOf | undefined): void {
    const known = series.get(name);
    if (!known || known.share !== share) rows = undefined;
    if (known) Object.assign(known, { at, value, share, isTold: true });
    else series.set(name, { at, value, share, isTold: true });
    told += 1;
  }

  return {
    take(name, at, value, share) {
      const before = series.get(name);
      if (before && at <= before.at) return null;
      if (before) gapMs = at - before.at;
      const former = before?.isTold ? complete() : undefined;
      if (before) isFirstRound = false;
      put(name, at, value, share);
      const now = !isFirstRound && told === series.size ? complete() : undefined;
      return former || now ? [former, now].filter((round) => round !== undefined) : none;
    },
    rest: (atTheEnd) => (atTheEnd || isFirstRound ? complete() : undefined),
    get isWaiting() {
      return told > 0;
    },
  };
}
