import { theilSen } from './theil-sen.ts';

/** Levels are medians of so many minutes: one value that is far off tells nothing. */
export const levelMinutes = 5;

/** A block is as long as this many levels, and counts by its highest: the tops of saw-teeth show a leak, what lies between them does not. */
const levelsOfBlock = 3;
const blockMinutes = levelsOfBlock * levelMinutes;

/**
 * Standard deviations on each side of slope and level between which the moment is told. Blocks next to each other are not independent, so more are
 * needed than for independent points: with these, nine of ten crossings of the everyday simulated world came between the two moments.
 */
const interval = { slope: 2.2, spread: 2 };

/** A span that is looked at: its highest levels must lie on a line that reaches the limit soon. */
interface TrendSpan {
  /** Blocks of 15 minutes. */
  blocks: number;
  /** Kendall's tau at least: how surely the blocks rise. */
  tau: number;
  /** Minutes in which the line has to reach the limit. */
  withinMinutes: number;
}

/** How a trend towards a limit is noticed: by the first of its spans that shows one. */
export interface TrendRule {
  /** Stored with models; never renamed. */
  id: string;
  spans: readonly TrendSpan[];
}

/** Found by the worst of eight simulated worlds (`npm run bench -- leak`): two hours for what climbs slowly, and an hour and a half for what does not. */
export const usualRule: TrendRule = {
  id: 'two-spans',
  spans: [
    { blocks: 8, tau: 0.4, withinMinutes: 50 },
    { blocks: 6, tau: 0.8, withinMinutes: 35 },
  ],
};

/** Levels that a rule looks at, at most. */
export const levelsOf = ({ spans }: TrendRule = usualRule): number =>
  Math.max(...spans.map(({ blocks }) => blocks)) * levelsOfBlock;

/** When a limit will be reached, if a metric goes on as it did. */
export interface Crossing {
  /** Minutes from the end of the last level until the limit; 0 where the line is there already. */
  minutes: number;
  /** Between which minutes it will be in about nine of ten cases; infinite for "perhaps never". */
  earliest: number;
  latest: number;
  /** Units a minute. */
  slope: number;
  /** How many minutes of levels showed it. */
  spanMinutes: number;
}

/**
 * When levels will reach a limit; null where no trend shows that they will soon, or where the last one is over it.
 *
 * @param levels medians of five minutes, oldest first, ending with the newest; NaN is missing
 * @param limit in the unit of the levels, reached from below
 */
export function findTrend(levels: ArrayLike<number>, limit: number, rule: TrendRule = usualRule): Crossing | null {
  if (levels[levels.length - 1]! > limit) return null;
  for (const span of rule.spans) {
    const found = trendOfSpan(levels, limit, span);
    if (found) return found;
  }
  return null;
}

function trendOfSpan(
  levels: ArrayLike<number>,
  limit: number,
  { blocks, tau, withinMinutes }: TrendSpan,
): Crossing | null {
  const line = theilSen(highestOfBlocks(levels, blocks), { deviations: interval.slope });
  if (!line || line.slope <= 0 || line.tau < tau) return null;
  const minutesFrom = (end: number, slope: number) =>
    slope > 0 ? (Math.max(0, limit - end) / slope) * blockMinutes : Number.POSITIVE_INFINITY;
  const minutes = minutesFrom(line.end, line.slope);
  if (minutes > withinMinutes) return null;
  const rise = line.slope * blocks;
  if (hasFallen(levels, line.end - rise / 2)) return null;
  return {
    minutes,
    earliest: minutesFrom(line.end + interval.spread * line.spread, line.upper),
    latest: minutesFrom(line.end - interval.spread * line.spread, line.lower),
    slope: line.slope / blockMinutes,
    spanMinutes: blocks * blockMinutes,
  };
}

/** Whether all of the last quarter of an hour, as far as it is known, lies below a level: what was on its way to the limit, such as the memory of a process that was restarted, is not any more. */
function hasFallen(levels: ArrayLike<number>, below: number): boolean {
  let known = 0;
  for (let i = Math.max(0, levels.length - levelsOfBlock); i < levels.length; i++) {
    if (levels[i]! >= below) return false;
    if (!Number.isNaN(levels[i])) known++;
  }
  return known > 1;
}

/** The highest level of each of the last blocks, NaN where one has none. */
function highestOfBlocks(levels: ArrayLike<number>, blocks: number): Float64Array {
  const highest = new Float64Array(blocks).fill(Number.NaN);
  const first = levels.length - blocks * levelsOfBlock;
  for (let i = Math.max(0, first); i < levels.length; i++) {
    const block = Math.floor((i - first) / levelsOfBlock);
    // A comparison with NaN is false.
    if (!(levels[i]! <= highest[block]!) && !Number.isNaN(levels[i])) highest[block] = levels[i]!;
  }
  return highest;
}
