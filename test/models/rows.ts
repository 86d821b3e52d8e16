import { createRandom, randomNormal } from '../../src/models/random.ts';

/** `count` rows of standard normal numbers, row-major. */
export function normalRows(seed: number, count: number, width: number): Float64Array {
  const random = createRandom(seed);
  return Float64Array.from({ length: count * width }, () => randomNormal(random));
}
