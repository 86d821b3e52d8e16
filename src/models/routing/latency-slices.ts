import { median } from '../../foundation/median.ts';

/**
 * Latency between all ordered pairs of nodes in consecutive slices of time: `values[t][src * nodes + dst]` in ms, NaN where it was not measured. The
 * diagonal is not read.
 */
export interface LatencySlices {
  nodes: number;
  values: readonly Float32Array[];
}

/** A pair of sites, by the numbers of their nodes. */
export interface SitePair {
  src: number;
  dst: number;
}

/** The median of each ordered pair over the slices in which it was measured; NaN for one that never was. */
export function pairMedians({ nodes, values }: LatencySlices): Float32Array {
  const medians = new Float32Array(nodes * nodes).fill(Number.NaN);
  const past = new Float64Array(values.length);
  for (let pair = 0; pair < medians.length; pair++) {
    for (let t = 0; t < values.length; t++) past[t] = values[t]![pair]!;
    medians[pair] = median(past) ?? Number.NaN;
  }
  return medians;
}

/**
 * The same slices with what was not measured filled in: for `carried` slices it is taken to be as it was, then as it usually is. A value that got lost
 * is not a measurement. A pair without a usual value stays unknown.
 */
export function fillGaps({ nodes, values }: LatencySlices, usual: Float32Array, carried = 0): LatencySlices {
  const last = new Float32Array(nodes * nodes).fill(Number.NaN);
  const missing = new Uint32Array(nodes * nodes);
  const fill = (value: number, pair: number) => {
    if (!Number.isNaN(value)) {
      last[pair] = value;
      missing[pair] = 0;
      return value;
    }
    missing[pair]! += 1;
    return missing[pair]! <= carried && !Number.isNaN(last[pair]!) ? last[pair]! : usual[pair]!;
  };
  return { nodes, values: values.map((slice) => slice.map(fill)) };
}

/** Slices from `first` to before `end`. */
export function cutSlices({ nodes, values }: LatencySlices, first: number, end: number): LatencySlices {
  return { nodes, values: values.slice(first, end) };
}
