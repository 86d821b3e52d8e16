import type { TrainingInput } from '../diagnosis/training.ts';
import { hashTrainingData } from '../models/registry/model-card.ts';

/** Hash of what is learned from: times, values and labels. */
export function hashInput({ readings, labels }: TrainingInput): string {
  const numbers: number[] = [];
  for (const { at, values } of readings) {
    numbers.push(at);
    for (const value of values.values()) numbers.push(value);
  }
  return hashTrainingData([Float64Array.from(numbers), JSON.stringify(labels)]);
}
