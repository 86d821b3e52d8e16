import {
  type BandScores,
  createBandScores,
  createForecastErrors,
  type ForecastErrors,
} from '../../src/models/evaluation/forecast-errors.ts';
import type { Forecast } from '../../src/models/forecasting/forecast-stream.ts';
import { followNaive, naiveForecasts } from '../../src/models/forecasting/naive-forecasts.ts';
import { quantile } from '../../src/models/quantile.ts';
import type { FolderSeries } from './forecast-folder.ts';

/** Means over series, in the unit of the values; shares 0..1. */
export interface ForecastScores {
  series: number;
  forecasts: number;
  points: Record<string, { mae: number; rmse: number }>;
  /** Error of `median` as a share of the best naive one's, and of `mean` as a share of the last value's. */
  maeShare: number;
  rmseShare: number;
  /** Share of the series whose `mean` has an RMSE of at most 1.03 times the better of moving average and median. */
  rmseHeld: number;
  bands: Record<string, { coverage: number; within3: number; intervalScore: number }>;
}

interface OfSeries {
  points: Record<string, ForecastErrors>;
  bands: Record<string, BandScores>;
}

const [lastValue, average, tens] = naiveForecasts.map(({ name }) => name) as [string, string, string];

/** Scores what was forecast of the rows that were not learned from, beside the naive forecasts of the same rows. */
export function scoreForecasts(
  judged: readonly { series: FolderSeries; rows: readonly (Forecast | null)[] }[],
  { horizon, level }: { horizon: number; level: number },
): ForecastScores {
  const all = judged.map(({ series, rows }) => scoreSeries(series, rows, horizon, level));
  const scored = all.filter(({ points }) => points.median!.count > 0);
  const mean = (of: (one: OfSeries) => number) => scored.reduce((sum, one) => sum + of(one), 0) / scored.length;
  const names = ['median', 'mean', lastValue, average, tens];
  const points = Object.fromEntries(
    names.map((name) => [
      name,
      { mae: mean((one) => one.points[name]!.mae()), rmse: mean((one) => one.points[name]!.rmse()) },
    ]),
  );
  const isHeld = ({ points: own }: OfSeries) =>
    own.mean!.rmse() <= 1.03 * Math.min(own[average]!.rmse(), own[tens]!.rmse());
  const isNear = (coverage: number) => Math.abs(coverage - level) <= 0.03;
  return {
    series: scored.length,
    forecasts: scored.reduce((sum, one) => sum + one.points.median!.count, 0),
    points,
    maeShare: points.median!.mae / Math.min(...[lastValue, average, tens].map((name) => points[name]!.mae)),
    rmseShare: points.mean!.rmse / points[lastValue]!.rmse,
    rmseHeld: mean((one) => Number(isHeld(one))),
    bands: Object.fromEntries(
      ['product', average].map((name) => [
        name,
        {
          coverage: mean((one) => one.bands[name]!.coverage()),
          within3: mean((one) => Number(isNear(one.bands[name]!.coverage()))),
          intervalScore: mean((one) => one.bands[name]!.intervalScore()),
        },
      ]),
    ),
  };
}

function scoreSeries(
  series: FolderSeries,
  rows: readonly (Forecast | null)[],
  horizon: number,
  level: number,
): OfSeries {
  const { values, train } = series;
  const naive = Object.fromEntries(
    naiveForecasts.map((one) => [one.name, Float64Array.from(values, followNaive(one))]),
  );
  const names = ['median', 'mean', ...Object.keys(naive)];
  const points = Object.fromEntries(names.map((name) => [name, createForecastErrors()]));
  const bands = { product: createBandScores(level), [average]: createBandScores(level) };
  const edges = trainingEdges(series, naive[average]!, horizon, level);
  for (const [row, value] of values.entries()) {
    const forecast = rows[row];
    if (train[row] || Number.isNaN(value) || !forecast) continue;
    points.median!.add(value, forecast.median);
    points.mean!.add(value, forecast.mean);
    for (const name in naive) points[name]!.add(value, naive[name]![row - horizon]!);
    bands.product.add(value, forecast.lower, forecast.upper);
    const centre = naive[average]![row - horizon]!;
    bands[average]!.add(value, centre + edges[0], centre + edges[1]);
  }
  return { points, bands };
}

/** Quantiles of what the moving average missed on the rows to learn from: the band that one would draw around it. */
function trainingEdges({ values, train }: FolderSeries, averages: Float64Array, horizon: number, level: number) {
  const missed = values.map((value, row) =>
    train[row] && row >= horizon ? value - averages[row - horizon]! : Number.NaN,
  );
  return [quantile(missed, (1 - level) / 2), quantile(missed, (1 + level) / 2)] as const;
}
