/** Arrays that are used again and again: the garbage collector would be busier with them than the work itself. */
export interface ArrayPool {
  /** An array of this length with whatever stood in it. */
  take(length: number): Float32Array;
  give(array: Float32Array): void;
}

/** Arrays of one length that are kept at most. */
const mostKept = 8;

export function createArrayPool(): ArrayPool {
  const kept = new Map<number, Float32Array[]>();
  return {
    take: (length) => kept.get(length)?.pop() ?? new Float32Array(length),
    give(array) {
      const alike = kept.get(array.length) ?? [];
      if (alike.length < mostKept) alike.push(array);
      kept.set(array.length, alike);
    },
  };
}
