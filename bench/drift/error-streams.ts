import { createRandom, type Random } from '../../src/models/random.ts';

/** Whether verdict after verdict is wrong, with an error that may change. */
export type ErrorStream = (error: number) => boolean;

/** Errors by themselves, or as a Markov chain in runs of this mean length; `run` 1 is by themselves. */
export function createErrorStream(random: Random, run: number): ErrorStream {
  let wasWrong: boolean | null = null;
  return (error) => {
    const ends = 1 / run;
    const begins = Math.min(1, (ends * error) / (1 - error));
    const chance = run === 1 || wasWrong === null ? error : wasWrong ? 1 - ends : begins;
    wasWrong = random() < chance;
    return wasWrong;
  };
}

/** The stream of one seed. */
export const errorStreamOf = (seed: number, run: number): ErrorStream =>
  createErrorStream(createRandom(seed, run), run);
