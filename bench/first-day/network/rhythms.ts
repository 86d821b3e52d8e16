import { type Random, randomNormal } from '../../../src/models/random.ts';
import type { Rhythm } from './plan.ts';

/** Hours of the UTC day at which a rhythm has its bumps, how wide they are, and how high above the night. */
const bumps: Record<Rhythm, { floor: number; at: [hour: number, width: number, height: number][] }> = {
  office: { floor: 0.2, at: [[10.5, 2, 0.75], [14.5, 2.2, 0.8]] }, // biome-ignore format: a row
  internet: { floor: 0.3, at: [[13, 3.5, 0.35], [20.5, 2.2, 0.7]] }, // biome-ignore format: a row
  backup: { floor: 0.25, at: [[2, 0.8, 0.9], [13, 3, 0.3]] }, // biome-ignore format: a row
  flat: { floor: 0.6, at: [[13, 4, 0.1]] },
};

const dayHours = 24;

/** How busy a rhythm is at a moment, about .2 to 1. Times are milliseconds since 1970. */
export function loadOf(rhythm: Rhythm, at: number): number {
  const hour = (at / 3_600_000) % dayHours;
  const { floor, at: peaks } = bumps[rhythm];
  return peaks.reduce((sum, [centre, width, height]) => {
    const away = Math.min(Math.abs(hour - centre), dayHours - Math.abs(hour - centre));
    return sum + height * Math.exp(-0.5 * (away / width) ** 2);
  }, floor);
}

/** Noise that remembers itself for about `memoryS` seconds, with a deviation of one. Each call moves it on by `dtS` seconds. */
export function createNoise(random: Random, memoryS: number): (dtS: number) => number {
  let now = randomNormal(random);
  return (dtS) => {
    const kept = Math.exp(-dtS / memoryS);
    now = kept * now + Math.sqrt(1 - kept * kept) * randomNormal(random);
    return now;
  };
}

/** A whole number of things that happen by chance, `mean` on average. Large means are taken from the normal distribution. */
export function randomCount(random: Random, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * randomNormal(random)));
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; product *= random()) count += 1;
  return count;
}

/** `low` to `high`, as often between one and two as between ten and twenty. */
export const randomSize = (random: Random, low: number, high: number) => low * (high / low) ** random();
