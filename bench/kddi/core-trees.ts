import { fitExtraTrees } from '../../src/models/extra-trees.ts';

/** Part of the metrics that a split looks at; between .1 and .6 it makes little difference on time splits of the training week. */
const featureShare = 0.3;

/** Features of many minutes or ports, row by row. */
export interface Rows {
  values: Float64Array;
  count: number;
  width: number;
}

export function stack(rows: ArrayLike<number>[]): Rows {
  const width = rows[0]?.length ?? 0;
  const values = new Float64Array(rows.length * width);
  for (const [i, row] of rows.entries()) values.set(row, i * width);
  return { values, count: rows.length, width };
}

export function fitTrees(rows: Rows, labels: number[], classes: number, trees: number, seed: number, minLeaf = 1) {
  const maxFeatures = Math.ceil(featureShare * rows.width);
  return fitExtraTrees(rows.values, labels, rows.count, rows.width, classes, { trees, maxFeatures, minLeaf, seed });
}
