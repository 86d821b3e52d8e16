import { createRandom, randomNormal } from '../../../../src/models/random.ts';

/** Hours, or `perHour` values of each, with a rhythm of the day around 40, with noise, and with a weekend (days 5 and 6 of a week) that is `rest` lower. */
export function makeHours(
  seed: number,
  count: number,
  { noise = 2, swing = 15, rest = 0, gaps = 0, perHour = 1 } = {},
): Float64Array<ArrayBuffer> {
  const random = createRandom(seed);
  return Float64Array.from({ length: count }, (_, i) => {
    const hour = Math.floor(i / perHour);
    const level = 40 - swing * Math.cos((hour * Math.PI) / 12) - (Math.floor(hour / 24) % 7 >= 5 ? rest : 0);
    const value = level + noise * randomNormal(random);
    return random() < gaps ? Number.NaN : value;
  });
}
