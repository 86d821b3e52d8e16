import { fitStandardScaler, type StandardScalerJson, standardScalerFromJSON } from '../standard-scaler.ts';
import { type DetectionPart, largest, type TrainingRows } from './detection-part.ts';

/** Distance of each metric from its mean in training, in deviations: the largest counts. Good for metrics that keep their level. */
export function fitStaticDeviation({ rows, count, width }: TrainingRows): DetectionPart {
  return restoreStaticDeviation(fitStandardScaler(rows, count, width).toJSON());
}

/** Restores the part from its JSON. */
export function restoreStaticDeviation(json: StandardScalerJson): DetectionPart {
  const scaler = standardScalerFromJSON(json);
  const width = scaler.mean.length;
  return {
    kind: 'static-deviation',
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
    toJSON: () => json,
  };
}
