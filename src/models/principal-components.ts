/** Directions of a symmetric matrix, from the largest eigenvalue to the smallest. */
export interface Eigen {
  values: Float64Array;
  /** Component k of direction j at `j * size + k`. */
  vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations (Golub, Van Loan: Matrix Computations, 8.5). O(size³) a sweep, 6–10
 * sweeps: good for up to some hundred metrics. `matrix` is overwritten.
 */
export function findEigen(matrix: Float64Array, size: number): Eigen {
  const vectors = new Float64Array(size * size);
  for (let i = 0; i < size; i++) vectors[i * size + i] = 1;
  let scale = 0;
  for (let i = 0; i < size; i++) scale += Math.abs(matrix[i * size + i]!);
  for (let sweep = 0; sweep < 30; sweep++) {
    let off = 0;
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) off += Math.abs(matrix[p * size + q]!);
    if (off <= 1e-12 * scale) break;
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) rotate(matrix, vectors, size, p, q);
    }
  }
  const order = Array.from({ length: size }, (_, i) => i);
  order.sort((a, b) => matrix[b * size + b]! - matrix[a * size + a]!);
  const sorted = new Float64Array(size * size);
  for (const [j, from] of order.entries()) sorted.set(vectors.subarray(from * size, (from + 1) * size), j * size);
  return { values: Float64Array.from(order, (i) => matrix[i * size + i]!), vectors: sorted };
}

/** Makes element (p, q) zero. */
function rotate(a: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!;
  if (apq === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!;
    const kq = a[k * n + q]!;
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]!;
    const qk = a[q * n + k]!;
    a[p * n + k] = c * pk - s * qk;
    a[q * n + k] = s * pk + c * qk;
  }
  for (let k = 0; k < n; k++) {
    const vp = vectors[p * n + k]!;
    const vq = vectors[q * n + k]!;
    vectors[p * n + k] = c * vp - s * vq;
    vectors[q * n + k] = s * vp + c * vq;
  }
}

/** Covariance of row-major rows whose metrics have mean 0. */
export function covariance(rows: Float64Array, count: number, width: number): Float64Array {
  const matrix = new Float64Array(width * width);
  for (let i = 0; i < count; i++) {
    const at = i * width;
    for (let a = 0; a < width; a++) {
      const value = rows[at + a]!;
      if (value === 0) continue;
      for (let b = a; b < width; b++) matrix[a * width + b]! += value * rows[at + b]!;
    }
  }
  for (let a = 0; a < width; a++) {
    for (let b = a; b < width; b++) {
      matrix[a * width + b]! /= count;
      matrix[b * width + a] = matrix[a * width + b]!;
    }
  }
  return matrix;
}
