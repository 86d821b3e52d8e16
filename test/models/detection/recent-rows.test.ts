import { describe, expect, it } from 'vitest';
import type { DetectionPart } from '../../../src/models/detection/detection-part.ts';
import { fitLevelShift } from '../../../src/models/detection/level-shift.ts';
import {
  fitLocalDeviation,
  fitMeanDeviation,
  fitMedianDeviation,
} from '../../../src/models/detection/recent-deviation.ts';
import { startAlone, startParts } from '../../../src/models/detection/recent-rows.ts';
import { quantile } from '../../../src/models/quantile.ts';
import { createRandom, randomNormal } from '../../../src/models/random.ts';

const [width, count] = [2, 400];
const random = createRandom(4);
const rows = Float64Array.from({ length: count * width }, (_, i) => (i > 500 ? 4 : 0) + randomNormal(random));
const training = { rows, count, width, dayShares: new Float64Array(count), samplesPerDay: 288, seed: 1 };
const rowAt = (i: number) => rows.subarray(i * width, (i + 1) * width);
const parts: DetectionPart[] = [
  fitLevelShift(training),
  fitMedianDeviation(training, 30),
  fitLocalDeviation(training, 30),
  fitMeanDeviation(training, { window: 5, combine: 'largest' }),
  fitMedianDeviation(training, 7),
  fitLevelShift(training, 2),
];

describe('parts that share what they ask of the rows before', () => {
  it('say what each of them says alone', () => {
    const alone = parts.map((part) => startAlone(part, width));
    const together = startParts(parts, width);
    const said = new Float64Array(parts.length);
    for (let i = 0; i < count; i++) {
      together.push(rowAt(i), 0, said);
      expect([...said]).toEqual(alone.map((part) => part.push(rowAt(i), 0)));
    }
  });

  it.each([1, 2])(
    'a level shift compares the last five rows with the thirty before them, each %i times as many',
    (stretch) => {
      const part = fitLevelShift(training, stretch);
      const stream = startAlone(part, width);
      const said = Array.from({ length: count }, (_, i) => stream.push(rowAt(i), 0));
      const shiftOf = (i: number, f: number) => {
        const values = (from: number, to: number) =>
          Array.from({ length: Math.max(0, to - from) }, (_, k) => rows[(from + k) * width + f]!);
        const before = values(Math.max(0, i + 1 - 35 * stretch), i + 1 - 5 * stretch);
        const recent = values(Math.max(0, i + 1 - 5 * stretch), i + 1);
        if (before.length === 0) return 0;
        return recent.reduce((sum, value) => sum + value, 0) / recent.length - quantile(Float64Array.from(before), 0.5);
      };
      const shifts = [0, 1].map((f) => Float64Array.from({ length: count }, (_, i) => shiftOf(i, f)));
      const scales = shifts.map((of) => {
        const middle = of.reduce((sum, value) => sum + value, 0) / count;
        return Math.sqrt(of.reduce((sum, value) => sum + (value - middle) ** 2, 0) / count);
      });
      for (let i = 0; i < count; i++) {
        const wanted = Math.max(...shifts.map((of, f) => Math.abs(of[i]!) / scales[f]!));
        expect(said[i]).toBeCloseTo(wanted, 9);
      }
    },
  );
});
