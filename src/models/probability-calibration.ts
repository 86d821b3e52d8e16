/** Sharpens or softens the class probabilities of a model so that "0.8" comes true about 8 times in 10. */
export interface ProbabilityCalibration {
  /** Below 1 sharpens, above 1 softens. */
  readonly temperature: number;
  /** Changes `count` rows of `classes` probabilities in place. The order of the classes in a row stays. NaN stays NaN. */
  apply(probabilities: Float64Array, count: number, classes: number): Float64Array;
  toJSON(): { temperature: number };
}

/** Votes of a few hundred trees can't tell a smaller probability from none. */
const smallest = 1e-3;

/**
 * Temperature scaling (Guo et al.: On Calibration of Modern Neural Networks, ICML 2017): p^(1/T), normalised, T from the least log loss.
 * `probabilities` must be of rows that the model was not trained on, such as the held-out parts of a cross-validation.
 */
export function fitCalibration(
  probabilities: Float64Array,
  labels: ArrayLike<number>,
  count: number,
  classes: number,
): ProbabilityCalibration {
  const loss = (temperature: number) => {
    const scaled = createCalibration(temperature).apply(Float64Array.from(probabilities), count, classes);
    let sum = 0;
    for (let i = 0; i < count; i++) sum -= Math.log(Math.max(1e-12, scaled[i * classes + labels[i]!]!));
    return sum;
  };
  return createCalibration(findMinimum(loss, 0.2, 5));
}

/** Golden-section search on a logarithmic scale, to a thousandth. */
function findMinimum(loss: (at: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(from);
  let high = Math.log(to);
  while (high - low > 1e-3) {
    const a = high - golden * (high - low);
    const b = low + golden * (high - low);
    if (loss(Math.exp(a)) < loss(Math.exp(b))) high = b;
    else low = a;
  }
  return Math.exp((low + high) / 2);
}

/** Restores a calibration. */
export function createCalibration(temperature: number): ProbabilityCalibration {
  return {
    temperature,
    apply(probabilities, count, classes) {
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let k = i * classes; k < (i + 1) * classes; k++) {
          const scaled = Math.max(smallest, probabilities[k]!) ** (1 / temperature);
          probabilities[k] = scaled;
          sum += scaled;
        }
        for (let k = i * classes; k < (i + 1) * classes; k++) probabilities[k]! /= sum;
      }
      return probabilities;
    },
    toJSON: () => ({ temperature }),
  };
}
