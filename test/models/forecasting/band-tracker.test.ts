import { describe, expect, it } from 'vitest';
import { createBandTracker } from '../../../src/models/forecasting/band-tracker.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

/** How often the bands hold the values that come `horizon` steps later. */
function coverage(values: readonly number[], raw: { below: number; above: number }, horizon = 10, level = 0.9): number {
  const tracker = createBandTracker({ horizon, level });
  const bands: { lower: number; upper: number }[] = [];
  let [inside, count] = [0, 0];
  for (const [step, value] of values.entries()) {
    tracker.reveal(value);
    const band = bands[step - horizon];
    if (band && !Number.isNaN(value)) {
      count += 1;
      if (value >= band.lower && value <= band.upper) inside += 1;
    }
    bands.push(tracker.issue({ median: 0, ...raw, slack: 0.1 }));
  }
  return inside / count;
}

const noise = (scale: (step: number) => number, steps = 6000) => {
  const random = createRandom(1);
  return Array.from({ length: steps }, (_, step) => scale(step) * randomNormal(random));
};

describe('a band tracker', () => {
  it.each([
    ['far too narrow', { below: 0.01, above: 0.01 }],
    ['far too wide', { below: 30, above: 30 }],
    ['of no length', { below: 0, above: 0 }],
    ['one-sided', { below: 5, above: 0.1 }],
  ])('makes a band that is %s hold what it is to hold', (_, raw) => {
    expect(
      Math.abs(
        coverage(
          noise(() => 1),
          raw,
        ) - 0.9,
      ),
    ).toBeLessThan(0.02);
  });

  it.each([
    ['grows ten times at once', (step: number) => (step < 3000 ? 1 : 10)],
    ['shrinks', (step: number) => (step < 3000 ? 10 : 1)],
    ['swings', (step: number) => 2 + Math.sin(step / 300)],
  ])('keeps to it on a series whose noise %s', (_, scale) => {
    expect(Math.abs(coverage(noise(scale), { below: 1.6, above: 1.6 }) - 0.9)).toBeLessThan(0.025);
  });

  it('holds to other levels and horizons', () => {
    const values = noise(() => 1);
    expect(Math.abs(coverage(values, { below: 1, above: 1 }, 1, 0.5) - 0.5)).toBeLessThan(0.02);
    expect(Math.abs(coverage(values, { below: 1, above: 1 }, 30, 0.8) - 0.8)).toBeLessThan(0.02);
  });

  it('learns nothing from missing values, and nothing from steps without a band', () => {
    const tracker = createBandTracker({ horizon: 2, level: 0.9 });
    const raw = { median: 0, below: 1, above: 1, slack: 0 };
    const first = tracker.issue(raw);
    for (let step = 0; step < 50; step++) {
      tracker.reveal(Number.NaN);
      expect(tracker.issue(raw)).toEqual(first);
    }
    for (let step = 0; step < 3; step++) {
      tracker.reveal(Number.NaN);
      tracker.issue(null);
    }
    for (let step = 0; step < 50; step++) {
      tracker.reveal(1000);
      tracker.issue(null);
    }
    expect(tracker.issue(raw)).toEqual(first);
  });

  it('learns from a band when its value is known, and not before', () => {
    const tracker = createBandTracker({ horizon: 3, level: 0.9 });
    const widths: number[] = [];
    for (let step = 0; step < 6; step++) {
      // The value of step 0 belongs to no band; those of the first bands come three steps after them.
      tracker.reveal(step === 0 ? 0 : 1000);
      const { lower, upper } = tracker.issue({ median: 0, below: 1, above: 1, slack: 0 });
      widths.push(upper - lower);
    }
    expect(widths.slice(0, 3)).toEqual([2, 2, 2]);
    expect(widths[3]).toBeGreaterThan(2);
    expect(widths[4]).toBeGreaterThan(widths[3]!);
  });
});
