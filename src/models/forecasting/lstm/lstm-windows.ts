import { stepInputs, windowSteps } from './lstm-weights.ts';

/** Weight of a new value in the slow average. */
const slowWeight = 0.02;

/** The last values of one series and its slow average, from which windows are written. */
export interface WindowFollower {
  /** Adds the value of the next step, not missing. */
  follow(value: number): void;
  /** Writes the window of the last step, as distances from `centre` in units of `scale`, through asinh. */
  write(out: Float64Array | Float32Array, at: number, centre: number, scale: number): void;
}

/** Where fewer steps came than a window has, the first value stands for those before it. */
export function createWindowFollower(): WindowFollower {
  const values = new Float64Array(windowSteps);
  const averages = new Float64Array(windowSteps);
  let count = 0;
  return {
    follow(value) {
      if (count === 0) {
        values.fill(value);
        averages.fill(value);
      }
      const before = averages[(count + windowSteps - 1) % windowSteps]!;
      values[count % windowSteps] = value;
      averages[count % windowSteps] = before + slowWeight * (value - before);
      count += 1;
    },
    write(out, at, centre, scale) {
      for (let step = 0; step < windowSteps; step++) {
        const slot = (count + step) % windowSteps;
        out[at + step * stepInputs] = Math.asinh((values[slot]! - centre) / scale);
        out[at + step * stepInputs + 1] = Math.asinh((averages[slot]! - centre) / scale);
      }
    },
  };
}
