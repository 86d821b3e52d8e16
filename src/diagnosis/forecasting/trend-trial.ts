import { addWarningScores, scoreWarnings, type WarningScore } from '../../models/evaluation/limit-warnings.ts';
import { levelMinutes } from '../../models/forecasting/trend/limit-trend.ts';
import { levelsSeen, type TrendMethod, watchLimit } from '../../models/forecasting/trend/trend-methods.ts';
import { type ForecastData, joinSeries } from './forecast-series.ts';

/** Levels of the earlier part that go before the later one, and the longest gap between them. */
const joining = { warmUp: levelsSeen, mostGap: levelsSeen };

/** What warnings of a method before `limit` were worth on the later part, at all places together. */
export function scoreTrend(
  method: TrendMethod,
  { earlier, later }: { earlier: ForecastData | null; later: ForecastData },
  limit: number,
): WarningScore {
  const before = new Map(earlier?.series.map((one) => [one.key, one]));
  return addWarningScores(
    later.series.map((one) => {
      const levels = joinSeries(before.get(one.key), one, joining);
      const watch = watchLimit(method, limit);
      const warns = Uint8Array.from(levels, (level) => Number(watch(level) !== null));
      const isOver = Uint8Array.from(levels, (level) => Number(level > limit));
      return scoreWarnings(isOver, warns, { stepMinutes: levelMinutes, from: levels.length - one.values.length });
    }),
  );
}

/** Crossings that nobody announced half an hour before and false warnings, for each crossing; null without a crossing. */
export const costOf = ({ crossings, warned, falseRuns }: WarningScore): number | null =>
  crossings === 0 ? null : (crossings - warned[1]! + falseRuns) / crossings;
