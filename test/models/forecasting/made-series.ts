import { createRandom, randomNormal } from '../../../src/models/random.ts';

/** A level with noise that jumps now and then and has spikes, as round-trip times do. */
export function makeSeries(seed: number, count: number, { level = 20, gaps = 0.02 } = {}): Float64Array {
  const random = createRandom(seed);
  let now = level;
  return Float64Array.from({ length: count }, () => {
    if (random() < 0.01) now = level * (0.8 + 0.6 * random());
    if (random() < gaps) return Number.NaN;
    const spike = random() < 0.03 ? level * random() : 0;
    return now * (1 + 0.02 * randomNormal(random)) + spike;
  });
}
