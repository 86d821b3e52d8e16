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

  /** Twenty days of 100 rows, of which every tenth is above the threshold. */
  const alarmsOf = (alarmsPerDay: number, scoreOf: (random: number) => number) => {
    const random = createRandom(2);
    const gate = createAlarmGate(1, 100, alarmsPerDay);
    const rows = Array.from({ length: 2000 }, (_, i) => gate.push(i % 10 === 0 ? scoreOf(random()) : 0));
    return {
      gate,
      perDay: [...Array(20).keys()].map((day) => rows.slice(100 * day, 100 * (day + 1)).filter(Boolean).length),
    };
  };

  it('stops a device that alarms all the time, from the first day on, but not a row that is higher than before', () => {
    const { gate, perDay } = alarmsOf(1, () => 1.2);
    expect(perDay).toEqual([4, ...Array(19).fill(0)]);
    expect(gate.push(1.3)).toBe(true);
  });

  it.each([[0.25], [1], [3], [6]])(
    'holds a budget of %f a day, within four times, on a normal that has drifted',
    (budget) => {
      // Ten rows a day are above the threshold, no two of them alike.
      const { perDay } = alarmsOf(budget, (random) => 1.2 + 5 * random);
      const mean = perDay.reduce((sum, day) => sum + day, 0) / perDay.length;
      expect(mean).toBeGreaterThan(0);
      expect(mean).toBeLessThan(4 * budget);
    },
  );

  it('goes on with an alarm that lasts, and tells it anew when it is worse than before', () => {
    const gate = createAlarmGate(1, 100, 1);
    expect(Array.from({ length: 30 }, () => gate.push(2))).toEqual(Array(30).fill(true));
    const later = Array.from({ length: 300 }, () => gate.push(2));
    expect(later.slice(120)).toEqual(Array(180).fill(false));
    for (let i = 0; i < 10; i++) gate.push(0);
    expect([gate.push(9), gate.push(3)]).toEqual([true, true]);
  });

  it('forgets after days: what was high once does not hide what comes later', () => {
    const gate = createAlarmGate(1, 100, 1);
    for (let run = 0; run < 4; run++) for (let i = 0; i < 10; i++) gate.push(i === 0 ? 50 : 0);
    expect(gate.push(2)).toBe(false);
    for (let i = 0; i < 250; i++) gate.push(0);
    expect(gate.push(2)).toBe(true);
  });

  it('does not take an unknown score for an alarm', () => {
    expect(createAlarmGate(1, 100, 1).push(Number.NaN)).toBe(false);
  });
});
