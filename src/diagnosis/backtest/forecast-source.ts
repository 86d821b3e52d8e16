import type { ForecastData } from '../forecasting/forecast-series.ts';

/** Data on which forecasts are backtested, wherever they come from. */
export interface ForecastSource {
  /** What came before is learned from, the rest is judged; milliseconds since 1970. */
  from: number;
  /** Metrics to judge. */
  metrics: readonly string[];
  /** Metrics that are there and were not asked for. */
  otherMetrics: readonly string[];
  /** All values of a metric. Throws `data-too-large`. */
  dataOf(metric: string): ForecastData;
  /** The name of a place, for people. */
  placeOf(key: string): string;
}
