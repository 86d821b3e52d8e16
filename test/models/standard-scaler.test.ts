import { describe, expect, it } from 'vitest';
import { fitStandardScaler, standardScalerFromJSON } from '../../src/models/standard-scaler.ts';

describe('the standard scaler', () => {
  const rows = Float64Array.from([1, 10, 7, 3, 10, Number.NaN, 5, 10, 9]);
  const scaler = fitStandardScaler(rows, 3, 3);

  it('brings every metric to mean 0 and population deviation 1', () => {
    const scaled = scaler.transform(rows, 3);
    expect([scaled[0], scaled[3], scaled[6]].map((z) => z!.toFixed(6))).toEqual(['-1.224745', '0.000000', '1.224745']);
  });

  it('leaves out missing values in the fit and keeps them missing', () => {
    const scaled = scaler.transform(rows, 3);
    expect(scaler.mean[2]).toBe(8);
    expect([scaled[2], scaled[5], scaled[8]]).toEqual([-1, Number.NaN, 1]);
  });

  it('gives 0 for a metric that never moved', () => {
    const level = fitStandardScaler(new Float64Array(7).fill(0.1), 7, 1);
    expect(level.transform(Float64Array.of(0.1), 1)[0]).toBeCloseTo(0, 12);
    expect(level.deviation[0]).toBe(1);
  });

  it('can write over its input and survives JSON', () => {
    const copy = rows.slice();
    standardScalerFromJSON(JSON.parse(JSON.stringify(scaler))).transform(copy, 3, copy);
    expect(copy).toEqual(scaler.transform(rows, 3));
  });
});
