import { normalRows } from './rows.ts';

/** Rows of six metrics in three classes: 1 where metric 0 and 1 are high together, 2 where metric 2 is high, else 0. 3, 4, 5 are noise. */
export function labelledRows(seed: number, count: number) {
  const width = 6;
  const rows = normalRows(seed, count, width);
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const at = i * width;
    if (rows[at]! > 0.3 && rows[at + 1]! > 0.3) return 1;
    return rows[at + 2]! > 1 ? 2 : 0;
  });
  return { rows, labels, count, width, classes: 3 };
}
