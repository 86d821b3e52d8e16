import { median } from '../../src/foundation/median.ts';

/** 1 for each minute in which the median of the last five is over the limit; with less than three values nothing is. */
export function overLimit(values: ArrayLike<number>, limit: number): Uint8Array {
  return Uint8Array.from(values, (_, minute) => {
    const five = [0, 1, 2, 3, 4].flatMap((back) => (minute >= back ? [values[minute - back]!] : []));
    const known = five.filter((value) => !Number.isNaN(value));
    return Number(known.length >= 3 && median(known)! > limit);
  });
}
