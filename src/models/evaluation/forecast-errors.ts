/** How far forecasts of one series were off, in the unit of its values. */
export interface ForecastErrors {
  add(value: number, forecast: number): void;
  readonly count: number;
  /** Mean absolute error; NaN without a forecast. */
  mae(): number;
  /** Root of the mean squared error; NaN without a forecast. */
  rmse(): number;
}

export function createForecastErrors(): ForecastErrors {
  let [count, absolute, squares] = [0, 0, 0];
  return {
    get count() {
      return count;
    },
    add(value, forecast) {
      count += 1;
      absolute += Math.abs(value - forecast);
      squares += (value - forecast) ** 2;
    },
    mae: () => absolute / count,
    rmse: () => Math.sqrt(squares / count),
  };
}

/** What bands of one series were worth. */
export interface BandScores {
  add(value: number, lower: number, upper: number): void;
  readonly count: number;
  /** Share of the values within their bands, 0..1; NaN without a band. */
  coverage(): number;
  /** Mean interval score (Gneiting and Raftery 2007), in the unit of the values: length, and for each miss 2 / (1 − level) times its distance. */
  intervalScore(): number;
}

/** @param level share of the values that the bands are to hold, 0..1 */
export function createBandScores(level: number): BandScores {
  let [count, inside, sum] = [0, 0, 0];
  return {
    get count() {
      return count;
    },
    add(value, lower, upper) {
      const miss = Math.max(0, lower - value, value - upper);
      count += 1;
      inside += miss === 0 ? 1 : 0;
      sum += upper - lower + (2 / (1 - level)) * miss;
    },
    coverage: () => inside / count,
    intervalScore: () => sum / count,
  };
}

/** What places reach in the mean; null without any. */
export const meanOfPlaces = (scores: readonly number[]): number | null =>
  scores.length === 0 ? null : scores.reduce((sum, one) => sum + one, 0) / scores.length;
