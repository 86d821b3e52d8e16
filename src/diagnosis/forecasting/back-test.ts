import { createBandScores, createForecastErrors } from '../../models/evaluation/forecast-errors.ts';
import { bandLevel } from '../../models/forecasting/forecast-steps.ts';

/** What forecasts of a span were worth beside a simple one: the last value, or for a day the same hour the day before. */
export interface BackTest {
  /** Forecasts that could be compared with what came and with the simple one, and the time of the first of these. */
  count: number;
  from: number;
  /** Mean absolute error as a share of that of the simple one; null where that was always right. */
  errorShare: number | null;
  /** Share of the values that were within their bands, 0..1. */
  coverage: number;
}

/** A forecast with what came, and with what the simple one said; null is not known. */
export interface JudgedForecast {
  at: number;
  median: number;
  lower: number;
  upper: number;
  value: number | null;
  before: number | null;
}

/** Null where nothing could be compared. */
export function scoreBackTest(forecasts: readonly JudgedForecast[]): BackTest | null {
  const [own, simple, bands] = [createForecastErrors(), createForecastErrors(), createBandScores(bandLevel)];
  const judged = forecasts.filter(({ value, before }) => value !== null && before !== null);
  for (const { value, before, median, lower, upper } of judged) {
    own.add(value!, median);
    simple.add(value!, before!);
    bands.add(value!, lower, upper);
  }
  if (judged.length === 0) return null;
  const errorShare = simple.mae() > 0 ? own.mae() / simple.mae() : null;
  return { count: judged.length, from: judged[0]!.at, errorShare, coverage: bands.coverage() };
}
