import { describe, expect, it } from 'vitest';
import { fitThreshold, type Row } from '../../src/diagnosis/detector-training.ts';

const minuteMs = 60_000;
const scorer = { start: () => ({ push: (values: Float64Array) => ({ score: values[0]! }) }) };

/** A row a minute of one place; every hour one row stands out, and once a day two in a row do so a little less. */
const rowsOf = (hours: number): Row[] =>
  Array.from({ length: hours * 60 }, (_, i) => {
    const lasting = i % 1440 === 700 || i % 1440 === 701;
    return { values: Float64Array.of(lasting ? 5 : i % 60 === 30 ? 8 : 1), at: i * minuteMs, seam: i === 0 };
  });

describe('the threshold of the detector', () => {
  const thresholdOf = (hours: number) => fitThreshold(rowsOf(hours), scorer, { budget: 0.1, intervalMs: minuteMs });

  it('follows what lasts as long as an incident needs, where the rows span days', () => {
    expect(thresholdOf(5 * 24)).toBe(5);
  });

  it('stands above what lasts half as long, and two readings at least, where they span hours', () => {
    expect(thresholdOf(20)).toBeCloseTo(1.2 * 5, 9);
    // Three of four are needed of one each half minute, and two are the half of it.
    expect(fitThreshold(rowsOf(20), scorer, { budget: 0.1, intervalMs: minuteMs / 2 })).toBeCloseTo(1.2 * 5, 9);
  });
});
