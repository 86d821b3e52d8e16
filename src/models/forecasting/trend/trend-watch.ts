import { findTrend, levelsOf, type TrendRule } from './limit-trend.ts';
import type { LimitWatch } from './trend-peers.ts';

/** Follows levels by a rule that looks for a trend, level by level. */
export function watchTrend(limit: number, rule?: TrendRule): LimitWatch & { last(): ReturnType<typeof findTrend> } {
  const kept = levelsOf(rule);
  const levels: number[] = [];
  let last: ReturnType<typeof findTrend> = null;
  return {
    push(level) {
      levels.push(level);
      if (levels.length > kept) levels.shift();
      last = findTrend(levels, limit, rule);
      return last?.minutes ?? null;
    },
    last: () => last,
  };
}
