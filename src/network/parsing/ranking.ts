import type { Fact } from '../vendor.ts';
import { own } from './facts.ts';

/** Places that are told. */
const mostPlaces = 3;

export interface Ranked {
  name: string;
  value: number;
}

/**
 * The highest values first, as `<prefix>_1` and `<prefix>_1_<unit>`. A row that looks like one and was not understood is null: it might be the
 * highest, so that nothing is told.
 */
export function ranking(rows: readonly (Ranked | null)[], { prefix, unit }: { prefix: string; unit: string }): Fact[] {
  const known = rows.flatMap((row) => row ?? []);
  if (known.length < rows.length) return [];
  return known
    .sort((a, b) => b.value - a.value)
    .slice(0, mostPlaces)
    .flatMap(({ name, value }, i) => [
      own(`${prefix}_${i + 1}`, name),
      own(`${prefix}_${i + 1}_${unit}`, Math.round(10 * value) / 10),
    ]);
}
