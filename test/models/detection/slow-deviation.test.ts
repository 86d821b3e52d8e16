import { describe, expect, it } from 'vitest';
import { windowStretch } from '../../../src/models/detection/detection-part.ts';
import { startAlone } from '../../../src/models/detection/recent-rows.ts';
import { fitSlowDeviation } from '../../../src/models/detection/slow-deviation.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const random = createRandom(2);
const rows = Float64Array.from({ length: 3_000 }, () => 50 + randomNormal(random));
const begin = () =>
  startAlone(
    fitSlowDeviation({
      rows,
      count: 3_000,
      width: 1,
      dayShares: new Float64Array(3_000),
      samplesPerDay: 1440,
      seed: 1,
    }),
    1,
  );
const push = (stream: ReturnType<typeof begin>, value: number, times = 1) => {
  let score = 0;
  for (let i = 0; i < times; i++) score = stream.push(Float64Array.of(value), 0);
  return score;
};

describe('the distance from a mean that follows within days', () => {
  it('is still large after hours of a fault', () => {
    const stream = begin();
    expect(push(stream, 53)).toBeCloseTo(3, 0);
    expect(push(stream, 53, 240)).toBeGreaterThan(2.5);
  });

  it('is small again when a level has stayed for days', () => {
    expect(push(begin(), 53, 5 * 1440)).toBeLessThan(0.3);
  });

  it('is not bent by a burst', () => {
    const stream = begin();
    push(stream, 1e6, 10);
    expect(push(stream, 50)).toBeLessThan(0.2);
  });
});

describe('the windows of the recent past', () => {
  it.each([
    [24, 1],
    [288, 1],
    [360, 1],
    [720, 2],
    [1440, 4],
    [17_280, 4],
  ])('at %i rows a day are %i times as long', (samplesPerDay, stretch) => {
    expect(windowStretch(samplesPerDay)).toBe(stretch);
  });
});
