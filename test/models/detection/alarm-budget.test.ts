import { describe, expect, it } from 'vitest';
import { createAlarmGate, fitAlarmThreshold } from '../../../src/models/detection/alarm-budget.ts';
import { createRandom } from '../../../src/models/random.ts';

describe('the alarm budget', () => {
  it('finds a threshold that keeps training near the budget, lower for a larger budget', () => {
    const random = createRandom(1);
    const scores = Float64Array.from({ length: 14_400 }, random);
    const strict = fitAlarmThreshold(scores, 1440, 1);
    const above = scores.filter((score) => score > strict).length;
    expect(above).toBeGreaterThanOrEqual(5);
    expect(above).toBeLessThanOrEqual(14);
    expect(fitAlarmThreshold(scores, 1440, 5)).toBeLessThan(strict);
  });

  it('stops a device that alarms all the time, but not an extreme row', () => {
    const gate = createAlarmGate(1, 100, 1);
    const alarms = Array.from({ length: 2000 }, (_, i) => gate.push(i % 10 === 0 ? 1.2 : 0)).filter(Boolean).length;
    expect(alarms).toBeGreaterThanOrEqual(30);
    expect(alarms).toBeLessThanOrEqual(35);
    expect(gate.push(1.6)).toBe(true);
  });

  it('does not take an unknown score for an alarm', () => {
    expect(createAlarmGate(1, 100, 1).push(Number.NaN)).toBe(false);
  });
});
