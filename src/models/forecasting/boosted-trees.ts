/**
 * Regression trees whose values add up. Nodes of all trees lie behind each other in preorder: a split is followed by its left side, and its right
 * side starts at `right`.
 */
export interface BoostedTrees {
  /** Features in a row. */
  width: number;
  /** What every forecast starts from. */
  base: number;
  /** First node of each tree. */
  roots: Int32Array;
  /** Feature of a split, −1 in a leaf. */
  features: Int16Array;
  /** Rows with `value < threshold` go left; those with a missing value go right. The value of a leaf stands here too. */
  thresholds: Float64Array;
  right: Int32Array;
}

/** The sum of the trees for row `row` of row-major `rows`. */
export function predictBoosted(trees: BoostedTrees, rows: Float64Array, row: number): number {
  const { width, roots, features, thresholds, right } = trees;
  const from = row * width;
  let sum = trees.base;
  for (let t = 0; t < roots.length; t++) {
    let node = roots[t]!;
    for (let feature = features[node]!; feature >= 0; feature = features[node]!) {
      node = rows[from + feature]! < thresholds[node]! ? node + 1 : right[node]!;
    }
    sum += thresholds[node]!;
  }
  return sum;
}
