/** How far ahead short forecasts look. */
export const horizonMs = 600_000;

/** Share of the values that a band is to hold. */
export const bandLevel = 0.9;

const minuteMs = 60_000;

/** The even steps of a forecast. */
export interface ForecastSteps {
  stepMs: number;
  /** How many steps ahead is forecast. */
  horizon: number;
}

/** Steps of one minute, or of more where values come less often; ten minutes ahead, and one step at least. */
export function chooseSteps(intervalMs: number): ForecastSteps {
  const stepMs = minuteMs * Math.max(1, Math.round(intervalMs / minuteMs));
  return { stepMs, horizon: Math.max(1, Math.round(horizonMs / stepMs)) };
}

/** Takes values at any times to means of even steps. */
export interface StepMeans {
  /** Adds a value of step `step`, 0 ≤ step < count. */
  add(step: number, value: number): void;
  /** The mean of each step; NaN where there was no value. */
  means(): Float64Array;
}

export function createStepMeans(count: number): StepMeans {
  const sums = new Float64Array(count);
  const counts = new Uint32Array(count);
  return {
    add(step, value) {
      sums[step]! += value;
      counts[step]! += 1;
    },
    means: () => sums.map((sum, step) => (counts[step] === 0 ? Number.NaN : sum / counts[step]!)),
  };
}
