import { InvalidArgumentError } from 'commander';

/** Reads a whole number from 1 to `most`, as commander parses an option. */
export function countUpTo(most: number): (text: string) => number {
  const form = new RegExp(`^\\d{1,${String(most).length}}$`);
  return (text) => {
    const count = form.test(text) ? Number(text) : 0;
    if (count >= 1 && count <= most) return count;
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
  };
}

/** Reads the seed of a run from the command line. */
export function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 999999999.');
}

/** Reads a share of one from the command line. */
export function readShare(text: string): number {
  const share = /^(0|1|0?\.\d{1,9}|1\.0{1,9})$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 1) return share;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}
