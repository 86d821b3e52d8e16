import { describe, expect, it } from 'vitest';
import { covariance, findEigen } from '../../src/models/principal-components.ts';
import { normalRows } from './rows.ts';

describe('the principal components', () => {
  it('find the directions of a matrix whose directions are known', () => {
    // Eigenvalues 3 and 1 along (1, 1) and (1, −1).
    const { values, vectors } = findEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values]).toEqual([expect.closeTo(3, 12), expect.closeTo(1, 12)]);
    expect(Math.abs(vectors[0]! + vectors[1]!)).toBeCloseTo(Math.SQRT2, 12);
  });

  it('build the matrix again, with directions at right angles', () => {
    const size = 12;
    const matrix = covariance(normalRows(4, 60, size), 60, size);
    const { values, vectors } = findEigen(Float64Array.from(matrix), size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b < size; b++) {
        let built = 0;
        let dot = 0;
        for (let j = 0; j < size; j++) {
          built += values[j]! * vectors[j * size + a]! * vectors[j * size + b]!;
          dot += vectors[a * size + j]! * vectors[b * size + j]!;
        }
        expect(built).toBeCloseTo(matrix[a * size + b]!, 10);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 10);
      }
    }
    expect([...values]).toEqual([...values].sort((a, b) => b - a));
  });
});
