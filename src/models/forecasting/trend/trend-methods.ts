import { usualRule } from './limit-trend.ts';
import { type LimitWatch, watchHolt, watchPlainLimit } from './trend-peers.ts';
import { watchTrend } from './trend-watch.ts';

/** A way to tell that a limit will be reached. */
export interface TrendMethod {
  /** Stored with models; never renamed. */
  id: string;
  /** For people, in the middle of a sentence. */
  name: string;
  watch(limit: number): LimitWatch;
}

export const usualTrend: TrendMethod = {
  id: usualRule.id,
  name: 'robust line through the highest levels',
  watch: (limit) => watchTrend(limit),
};

/** What a model can choose of. */
export const trendMethods: readonly TrendMethod[] = [
  usualTrend,
  { id: 'holt', name: "Holt's linear trend", watch: watchHolt },
];

/** What it has to beat beside them: it knows no time. */
export const plainLimit: TrendMethod = { id: 'plain', name: 'plain limit at eight ninths', watch: watchPlainLimit };
