/** The metrics of all rows as small numbers, so that a split is found by counting instead of sorting. */
export interface FeatureBins {
  /** Bin of row i in metric f at `f * count + i`: the number of edges that are ≤ the value. */
  bins: Uint8Array;
  /** For each metric, rising thresholds: bin b holds `edges[b − 1] ≤ value < edges[b]`. */
  edges: Float64Array[];
}

/** Values that are missing are told from present ones by this threshold: present < it, NaN is not. JSON can hold it, ∞ it can't. */
const missingEdge = Number.MAX_VALUE;

/**
 * Sorts row-major `rows` into at most `limit` bins per metric (≤ 255) and one more for missing values. With fewer distinct values than that,
 * each has its own bin and splits are exact; otherwise bins hold about equally many rows. Edges lie halfway between neighbours.
 * NaN and +∞ share the last bin.
 */
export function binFeatures(rows: Float64Array, count: number, width: number, limit = 255): FeatureBins {
  const bins = new Uint8Array(count * width);
  const edges: Float64Array[] = [];
  const column = new Float64Array(count);
  for (let f = 0; f < width; f++) {
    for (let i = 0; i < count; i++) column[i] = rows[i * width + f]!;
    const own = findEdges(column, limit);
    edges.push(own);
    for (let i = 0; i < count; i++) bins[f * count + i] = findBin(own, column[i]!);
  }
  return { bins, edges };
}

function findBin(edges: Float64Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < edges[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function findEdges(column: Float64Array, limit: number): Float64Array {
  const sorted = column.filter(Number.isFinite).sort();
  const edges: number[] = [];
  let distinct = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) distinct++;
  let left = sorted.length;
  let target = distinct <= limit ? 1 : left / limit;
  let inBin = 0;
  for (let i = 1; i < sorted.length; i++) {
    inBin++;
    if (sorted[i] === sorted[i - 1] || inBin < target || edges.length === limit - 1) continue;
    edges.push(between(sorted[i - 1]!, sorted[i]!));
    left -= inBin;
    inBin = 0;
    // A value that many rows share filled more than its part; the others divide what is left.
    if (distinct > limit) target = left / (limit - edges.length);
  }
  if (column.some((value) => !(value < missingEdge))) edges.push(missingEdge);
  return Float64Array.from(edges);
}

/** A threshold t with below < t ≤ above, halfway if rounding allows. */
function between(below: number, above: number): number {
  const middle = below + (above - below) / 2;
  return middle > below ? middle : above;
}
