import { findHoltTrend } from './holt.ts';
import { type Crossing, findTrend, levelsOf, usualRule } from './limit-trend.ts';

/** A way to tell that a limit will be reached. */
export interface TrendMethod {
  /** Stored with models; never renamed. */
  id: string;
  /** For people, in the middle of a sentence. */
  name: string;
  /** When the limit will be reached, of the last {@link levelsSeen} levels, oldest first (NaN: none); null for no warning. */
  find(levels: ArrayLike<number>, limit: number): Crossing | null;
}

/** Levels that every method is shown. */
export const levelsSeen = levelsOf(usualRule);

export const usualTrend: TrendMethod = {
  id: usualRule.id,
  name: 'robust line through the highest levels',
  find: (levels, limit) => findTrend(levels, limit),
};

export const holtTrend: TrendMethod = { id: 'holt', name: "Holt's linear trend", find: findHoltTrend };

/** What a model can choose of. */
export const trendMethods: readonly TrendMethod[] = [usualTrend, holtTrend];

/** What it has to beat beside them: it warns as soon as eight ninths of the limit are reached, such as 80 of 90, and knows no time. */
export const plainLimit: TrendMethod = {
  id: 'plain',
  name: 'plain limit at eight ninths',
  find(levels, limit) {
    const last = levels[levels.length - 1]!;
    const isNear = last > (limit * 8) / 9 && last <= limit;
    return isNear ? { minutes: 0, earliest: 0, latest: Number.POSITIVE_INFINITY, slope: 0, spanMinutes: 0 } : null;
  },
};

/** Follows levels one by one; answers with what the method says after each. */
export function watchLimit(method: TrendMethod, limit: number): (level: number) => Crossing | null {
  const levels: number[] = [];
  return (level) => {
    levels.push(level);
    if (levels.length > levelsSeen) levels.shift();
    return method.find(levels, limit);
  };
}
