/** Sums of squares and products of what is fitted, filled row by row, so that no row is kept. */
export interface LeastSquares {
  /** Row-major, `width` by `width`. */
  products: Float64Array;
  targets: Float64Array;
  width: number;
}

export function createLeastSquares(width: number): LeastSquares {
  return { products: new Float64Array(width * width), targets: new Float64Array(width), width };
}

/** Adds one row of `width` inputs and what they are to give. */
export function addRow({ products, targets, width }: LeastSquares, inputs: Float64Array, target: number): void {
  for (let i = 0; i < width; i++) {
    const input = inputs[i]!;
    targets[i]! += input * target;
    for (let j = 0; j < width; j++) products[i * width + j]! += input * inputs[j]!;
  }
}

/**
 * Weights of least squared error, none below zero, by coordinate descent (Franc et al. 2005). An input that is always zero gets the weight zero.
 */
export function fitNonNegative({ products, targets, width }: LeastSquares, rounds = 2000): Float64Array {
  const weights = new Float64Array(width);
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    for (let i = 0; i < width; i++) {
      const own = products[i * width + i]!;
      if (own <= 0) continue;
      let rest = targets[i]!;
      for (let j = 0; j < width; j++) if (j !== i) rest -= products[i * width + j]! * weights[j]!;
      const weight = Math.max(0, rest / own);
      moved = Math.max(moved, Math.abs(weight - weights[i]!));
      weights[i] = weight;
    }
    if (moved < 1e-9) break;
  }
  return weights;
}
