import { describe, expect, it } from 'vitest';
import { createCalibration, fitCalibration } from '../../src/models/probability-calibration.ts';
import { createRandom } from '../../src/models/random.ts';

describe('the calibration of probabilities', () => {
  it('softens a model that is too sure of itself until its confidence comes true', () => {
    const random = createRandom(3);
    const count = 4000;
    const labels: number[] = [];
    const claimed = new Float64Array(2 * count);
    for (let i = 0; i < count; i++) {
      const honest = 0.5 + 0.45 * random();
      labels.push(random() < honest ? 0 : 1);
      // As if the evidence counted three times.
      const sure = honest ** 3 / (honest ** 3 + (1 - honest) ** 3);
      claimed[2 * i] = sure;
      claimed[2 * i + 1] = 1 - sure;
    }
    const calibration = fitCalibration(claimed, labels, count, 2);
    expect(calibration.temperature).toBeCloseTo(3, 0);
    const applied = calibration.apply(Float64Array.from(claimed), count, 2);
    const said = applied.reduce((sum, p, i) => sum + (i % 2 === 0 ? p : 0), 0) / count;
    expect(said).toBeCloseTo(labels.filter((label) => label === 0).length / count, 1);
  });

  it('keeps the order of the classes, sums of 1, and unknown rows unknown', () => {
    const rows = Float64Array.of(0.7, 0.3, 0, Number.NaN, Number.NaN, Number.NaN);
    createCalibration(0.5).apply(rows, 2, 3);
    expect(rows[0]! + rows[1]! + rows[2]!).toBeCloseTo(1, 12);
    expect(rows[0]).toBeGreaterThan(0.8);
    expect(rows[1]).toBeGreaterThan(rows[2]!);
    expect(rows[3]).toBeNaN();
  });
});
