import { expect, it } from 'vitest';
import { beatsBaseline } from '../../../src/diagnosis/backtest/compare-scores.ts';

it.each([
  [0.5, 0.5, false],
  [0.5 + 1e-15, 0.5, false],
  [0.5003, 0.4996, false],
  [0.501, 0.5, true],
  [0.499, 0.5, false],
])('%f beats %f only where it reads as more: %s', (own, baseline, beats) => {
  expect(beatsBaseline(own, baseline)).toBe(beats);
});
