import type { ForestTrees } from './forest-trees.ts';

/** Rows that are walked through one tree before the next. */
export const blockRows = 256;

/**
 * Copies rows with missing values as +∞: like NaN in training, +∞ is below no threshold, and the descent needs no test for it.
 * `out` may be larger than needed.
 */
export function copyRows(rows: Float64Array, from: number, length: number, out: Float64Array): void {
  for (let i = 0; i < length; i++) {
    const value = rows[from + i]!;
    out[i] = Number.isNaN(value) ? Number.POSITIVE_INFINITY : value;
  }
}

/** Whether the row at `offset` has no value at all. */
export function isEmptyRow(rows: Float64Array, offset: number, width: number): boolean {
  for (let i = offset; i < offset + width; i++) if (!Number.isNaN(rows[i]!)) return false;
  return true;
}

/** Adds the probabilities of one tree's leaves for `count` copied rows to `sums`. Four rows at once hide the memory's delay. */
export function addVotes(
  trees: ForestTrees,
  tree: number,
  rows: Float64Array,
  count: number,
  sums: Float64Array,
): void {
  const { width, feature, threshold, left } = trees;
  const root = trees.root[tree]!;
  const depth = trees.depth[tree]!;
  let i = 0;
  for (; i + 3 < count; i += 4) {
    const r0 = i * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    let a = root;
    let b = root;
    let c = root;
    let d = root;
    for (let level = 0; level < depth; level++) {
      const nextA = left[a]! + +(rows[r0 + feature[a]!]! >= threshold[a]!);
      const nextB = left[b]! + +(rows[r1 + feature[b]!]! >= threshold[b]!);
      const nextC = left[c]! + +(rows[r2 + feature[c]!]! >= threshold[c]!);
      const nextD = left[d]! + +(rows[r3 + feature[d]!]! >= threshold[d]!);
      if (((nextA ^ a) | (nextB ^ b) | (nextC ^ c) | (nextD ^ d)) === 0) break;
      a = nextA;
      b = nextB;
      c = nextC;
      d = nextD;
    }
    addLeaf(trees, a, sums, i);
    addLeaf(trees, b, sums, i + 1);
    addLeaf(trees, c, sums, i + 2);
    addLeaf(trees, d, sums, i + 3);
  }
  for (; i < count; i++) addLeaf(trees, findLeafNode(trees, tree, rows, i * width), sums, i);
}

/** The node in which the copied row at `offset` ends. */
export function findLeafNode(trees: ForestTrees, tree: number, rows: Float64Array, offset: number): number {
  const { feature, threshold, left } = trees;
  let q = trees.root[tree]!;
  for (;;) {
    const next = left[q]! + +(rows[offset + feature[q]!]! >= threshold[q]!);
    if (next === q) return q;
    q = next;
  }
}

function addLeaf({ classes, leaf, probability }: ForestTrees, q: number, sums: Float64Array, row: number): void {
  const from = leaf[q]! * classes;
  const to = row * classes;
  for (let k = 0; k < classes; k++) sums[to + k]! += probability[from + k]!;
}
