import { createRandom, type Random } from '../../../src/models/random.ts';

/** Where the numbers of one device or link come from. */
export interface Drawn {
  /** What it is like: the same on every day of one network. */
  levels: Random;
  /** What happens there by chance, on this day. */
  chance: Random;
}

/** `part` tells devices and links apart; it is below a thousand. */
export const drawFor = (seed: number, day: number, part: number): Drawn => ({
  levels: createRandom(seed, 1_000 + part),
  chance: createRandom(seed, 1_000 * (day + 2) + part),
});
