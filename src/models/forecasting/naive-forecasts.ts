import { createRollingWindow } from '../rolling-window.ts';

/** A forecast that needs no training: it expects what it says now also later. */
export interface NaiveForecast {
  name: string;
  /** Begins with a series. The function gets the value of each step, none of them missing, and says what it expects. */
  start(): (value: number) => number;
}

const lastValue: NaiveForecast = { name: 'last value', start: () => (value) => value };

/** Brown 1959. */
const movingAverage = (weight: number): NaiveForecast => ({
  name: `moving average ${weight}`,
  start() {
    let average = Number.NaN;
    return (value) => {
      average = Number.isNaN(average) ? value : average + weight * (value - average);
      return average;
    };
  },
});

const medianOf = (steps: number): NaiveForecast => ({
  name: `median of ${steps}`,
  start() {
    const window = createRollingWindow(steps);
    return (value) => {
      window.push(value);
      return window.median();
    };
  },
});

/** What every forecast is measured against. */
export const naiveForecasts: readonly NaiveForecast[] = [lastValue, movingAverage(0.2), medianOf(10)];

/** Slower than the others: where nothing but noise moves a series, it is hard to beat. */
export const medianOf60 = medianOf(60);

/** Follows a series with gaps: a missing value is taken for the last one. NaN before the first. */
export function followNaive({ start }: NaiveForecast): (value: number) => number {
  const expect = start();
  let last = Number.NaN;
  return (value) => {
    last = Number.isNaN(value) ? last : value;
    return Number.isNaN(last) ? last : expect(last);
  };
}
