import type { TrainingInput } from '../diagnosis/training.ts';
import { createGrowingFloats } from '../foundation/growing-array.ts';
import { hashTrainingData } from '../models/registry/model-card.ts';

/** Hash of what is learned from: times, values, labels, and faults without one. */
export function hashInput({ readings, labels, unexplained = [] }: TrainingInput): string {
  const numbers = createGrowingFloats();
  for (const { at, values } of readings) {
    numbers.push(at);
    for (const value of values.values()) numbers.push(value);
  }
  const faults = [JSON.stringify(labels), ...(unexplained.length > 0 ? [JSON.stringify(unexplained)] : [])];
  return hashTrainingData([numbers.values(), ...faults]);
}
