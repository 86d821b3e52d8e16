import { averagePathLength, type IsolationTrees, isLeaf, leafSlot } from './isolation-trees.ts';

/** Rows that are walked through one tree before the next, so that the tree and the rows stay in the first-level cache. */
const block = 256;

/** Fills `out[0..count)` with s(x, n) = 2^(−E(h(x)) / c(n)) (Liu, Ting, Zhou 2008, eq. 2). No allocation. */
export function scoreRows(trees: IsolationTrees, rows: Float64Array, count: number, out: Float64Array): void {
  out.fill(0, 0, count);
  for (let from = 0; from < count; from += block) {
    const to = Math.min(count, from + block);
    for (let tree = 0; tree < trees.trees; tree++) addPathLengths(trees, tree, rows, from, to, out);
  }
  const exponent = -1 / (trees.trees * averagePathLength(trees.subsample));
  for (let i = 0; i < count; i++) {
    const missing = countMissing(rows, i * trees.width, trees.width);
    out[i] = missing === 0 ? 2 ** (out[i]! * exponent) : scoreWithGaps(trees, rows, i * trees.width, missing);
  }
}

/** Adds h(x) in one tree. Four rows at once: their descents don't wait for each other's memory. */
function addPathLengths(
  trees: IsolationTrees,
  tree: number,
  rows: Float64Array,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const { width, depth, feature, threshold, path } = trees;
  const root = tree << depth;
  const leaves = root - (1 << depth);
  let i = from;
  for (; i + 3 < to; i += 4) {
    const r0 = i * width;
    const r1 = r0 + width;
    const r2 = r1 + width;
    const r3 = r2 + width;
    let a = 1;
    let b = 1;
    let c = 1;
    let d = 1;
    for (let level = 0; level < depth; level++) {
      const qa = root + a;
      const qb = root + b;
      const qc = root + c;
      const qd = root + d;
      a = 2 * a + +(rows[r0 + feature[qa]!]! > threshold[qa]!);
      b = 2 * b + +(rows[r1 + feature[qb]!]! > threshold[qb]!);
      c = 2 * c + +(rows[r2 + feature[qc]!]! > threshold[qc]!);
      d = 2 * d + +(rows[r3 + feature[qd]!]! > threshold[qd]!);
    }
    out[i]! += path[leaves + a]!;
    out[i + 1]! += path[leaves + b]!;
    out[i + 2]! += path[leaves + c]!;
    out[i + 3]! += path[leaves + d]!;
  }
  for (; i < to; i++) {
    let q = 1;
    for (let level = 0; level < depth; level++) {
      q = 2 * q + +(rows[i * width + feature[root + q]!]! > threshold[root + q]!);
    }
    out[i]! += path[leaves + q]!;
  }
}

/** The score of the row that starts at `offset`. Four trees at once, for the same reason as above. No allocation. */
export function scoreRow(trees: IsolationTrees, rows: Float64Array, offset: number): number {
  const missing = countMissing(rows, offset, trees.width);
  if (missing > 0) return scoreWithGaps(trees, rows, offset, missing);
  const { depth, feature, threshold, path } = trees;
  const stride = 1 << depth;
  let total = 0;
  let tree = 0;
  for (; tree + 3 < trees.trees; tree += 4) {
    const t0 = tree << depth;
    const t1 = t0 + stride;
    const t2 = t1 + stride;
    const t3 = t2 + stride;
    let a = 1;
    let b = 1;
    let c = 1;
    let d = 1;
    for (let level = 0; level < depth; level++) {
      a = 2 * a + +(rows[offset + feature[t0 + a]!]! > threshold[t0 + a]!);
      b = 2 * b + +(rows[offset + feature[t1 + b]!]! > threshold[t1 + b]!);
      c = 2 * c + +(rows[offset + feature[t2 + c]!]! > threshold[t2 + c]!);
      d = 2 * d + +(rows[offset + feature[t3 + d]!]! > threshold[t3 + d]!);
    }
    // One addition at a time, in the order of the trees, so that batch and single row agree to the last bit.
    total += path[t0 - stride + a]!;
    total += path[t1 - stride + b]!;
    total += path[t2 - stride + c]!;
    total += path[t3 - stride + d]!;
  }
  for (; tree < trees.trees; tree++) {
    const root = tree << depth;
    let q = 1;
    for (let level = 0; level < depth; level++) {
      q = 2 * q + +(rows[offset + feature[root + q]!]! > threshold[root + q]!);
    }
    total += path[root - stride + q]!;
  }
  return 2 ** (total * (-1 / (trees.trees * averagePathLength(trees.subsample))));
}

function countMissing(rows: Float64Array, offset: number, width: number): number {
  let missing = 0;
  for (let i = offset; i < offset + width; i++) if (Number.isNaN(rows[i]!)) missing++;
  return missing;
}

/**
 * The score of a row with missing metrics: h(x) becomes its expectation when the missing ones are drawn as the training rows of each node
 * fell. A row without any value is unknown, not normal: NaN.
 */
function scoreWithGaps(trees: IsolationTrees, rows: Float64Array, offset: number, missing: number): number {
  if (missing === trees.width) return Number.NaN;
  let total = 0;
  for (let tree = 0; tree < trees.trees; tree++) total += expectedPath(trees, tree, 1, 0, rows, offset);
  return 2 ** (total * (-1 / (trees.trees * averagePathLength(trees.subsample))));
}

function expectedPath(
  trees: IsolationTrees,
  tree: number,
  q: number,
  level: number,
  rows: Float64Array,
  offset: number,
): number {
  if (isLeaf(trees, tree, q, level)) return trees.path[leafSlot(trees, tree, q, level)]!;
  const node = (tree << trees.depth) + q;
  const value = rows[offset + trees.feature[node]!]!;
  if (!Number.isNaN(value)) {
    return expectedPath(trees, tree, 2 * q + +(value > trees.threshold[node]!), level + 1, rows, offset);
  }
  const sizes = tree << (trees.depth + 1);
  const leftShare = trees.size[sizes + 2 * q]! / trees.size[sizes + q]!;
  const left = expectedPath(trees, tree, 2 * q, level + 1, rows, offset);
  const right = expectedPath(trees, tree, 2 * q + 1, level + 1, rows, offset);
  return leftShare * left + (1 - leftShare) * right;
}
