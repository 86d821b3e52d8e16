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
