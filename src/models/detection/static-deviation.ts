import { fitStandardScaler } from '../standard-scaler.ts';
import { type DetectionPart, largest, type TrainingRows } from './detection-part.ts';

/** Distance of each metric from its mean in training, in deviations: the largest counts. Good for metrics that keep their level. */
export function fitStaticDeviation({ rows, count, width }: TrainingRows): DetectionPart {
  const scaler = fitStandardScaler(rows, count, width);
  return {
    start() {
      const deviations = new Float64Array(width);
      return {
        deviations,
        push(row) {
          scaler.transform(row, 1, deviations);
          for (let f = 0; f < width; f++) deviations[f] = Math.abs(deviations[f]!);
          return largest(deviations);
        },
      };
    },
  };
}
