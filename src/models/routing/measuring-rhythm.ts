/** Gaps longer than this count as this long, in slices. */
const longestGap = 64;
/** A node counts as measured again in a slice when more than this share of its values changed: some stay the same by chance. */
const changedShare = 0.05;
/** As many gaps of all nodes stand beside each node's own. */
const pooledGaps = 2;
/** The chance per slice where no gap was ever seen. */
const unknownChance = 0.2;

/** When each node last measured its latencies, and when it is likely to do so next. Values stay as they are in between. */
export interface MeasuringRhythm {
  /** Takes the next slice; says by 1 which nodes measured anew in it. The first slice counts as measured. */
  observe(slice: Float32Array): Uint8Array;
  /** The chance that a node measures anew within the next slices. */
  chanceWithin(node: number, slices: number): number;
}

/** Learns the rhythm of each node from what it observes: a histogram of the gaps between two measurements. */
export function createMeasuringRhythm(nodes: number): MeasuringRhythm {
  const own = new Float64Array(nodes * (longestGap + 1));
  const pooled = new Float64Array(longestGap + 1);
  const age = new Int32Array(nodes);
  const seen = new Uint8Array(nodes);
  const fresh = new Uint8Array(nodes);
  let total = 0;
  let before: Float32Array | null = null;

  function note(node: number): void {
    const gap = Math.min(longestGap, age[node]! + 1);
    // The first gap began before the first slice, so its length is not known.
    if (seen[node]) {
      own[node * (longestGap + 1) + gap]! += 1;
      pooled[gap]! += 1;
      total += 1;
    }
    seen[node] = 1;
    age[node] = 0;
  }

  /** How many gaps, own and pooled, are longer than `gap` slices. */
  function longer(node: number, gap: number): number {
    let sum = 0;
    for (let k = Math.min(gap, longestGap - 1) + 1; k <= longestGap; k++)
      sum += own[node * (longestGap + 1) + k]! + (pooledGaps * pooled[k]!) / Math.max(1, total);
    return sum;
  }

  return {
    observe: (slice) => {
      for (let node = 0; node < nodes; node++) {
        fresh[node] = before === null || changedIn(before, slice, node, nodes) ? 1 : 0;
        if (before === null) continue;
        if (fresh[node]) note(node);
        else age[node]! += 1;
      }
      before = slice;
      return fresh;
    },
    chanceWithin: (node, slices) => {
      const left = longer(node, age[node]!);
      if (left <= 0) return 1 - (1 - unknownChance) ** slices;
      return 1 - (age[node]! + slices >= longestGap ? 0 : longer(node, age[node]! + slices)) / left;
    },
  };
}

function changedIn(before: Float32Array, slice: Float32Array, node: number, nodes: number): boolean {
  let changed = 0;
  let known = 0;
  for (let other = 0; other < nodes; other++) {
    const value = slice[node * nodes + other]!;
    if (other === node || Number.isNaN(value)) continue;
    known += 1;
    if (value !== before[node * nodes + other]) changed += 1;
  }
  return changed > changedShare * known;
}

/** The share of the next slices in which what is known of a node will no longer be its newest measurement. */
export function chanceOverNext(rhythm: MeasuringRhythm, node: number, horizon: number): number {
  let sum = 0;
  for (let slices = 1; slices <= horizon; slices++) sum += rhythm.chanceWithin(node, slices);
  return sum / horizon;
}
