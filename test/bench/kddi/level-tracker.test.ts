import { describe, expect, it } from 'vitest';
import type { CoreMinute } from '../../../bench/datasets/kddi-ipcore.ts';
import { moveLevels, shiftCpu, shiftRoutes, shiftTraffic } from '../../../bench/kddi/level-shifts.ts';
import { createLevelTracker } from '../../../bench/kddi/level-tracker.ts';
import { createRandom } from '../../../src/models/random.ts';

/** A minute that reports these values and nothing else. */
function minuteOf(values: Partial<Record<Exclude<keyof CoreMinute, 'time'>, number[]>>): CoreMinute {
  const of = (name: Exclude<keyof CoreMinute, 'time'>) => Float64Array.from(values[name] ?? []);
  return {
    ...{
      time: '',
      adminUp: of('adminUp'),
      rxPps: of('rxPps'),
      txPps: of('txPps'),
      inPps: of('inPps'),
      outPps: of('outPps'),
    },
    ...{ cpu: of('cpu'), prefixes: of('prefixes') },
  };
}

describe('the levels of a core', () => {
  const typical = minuteOf({ cpu: [50, 40], prefixes: [8000, 8000] });

  it('that stay are taken away after a while, and a fault of minutes is not', () => {
    const levels = createLevelTracker(typical);
    const busy = minuteOf({ cpu: [56, 40], prefixes: [8100, 8000] });
    expect([...levels.push(busy).cpu]).toEqual([56, 40]);
    for (let i = 0; i < 60; i++) levels.push(busy);
    expect([...levels.push(busy).cpu]).toEqual([50, 40]);
    expect([...levels.push(busy).prefixes]).toEqual([8000, 8000]);
    const fault = minuteOf({ cpu: [90, 40], prefixes: [8102, 8000] });
    for (let i = 0; i < 6; i++) {
      expect(levels.push(fault).cpu[0]).toBe(84);
      expect(levels.push(fault).prefixes[0]).toBe(8002);
    }
  });

  it('pass over what is not reported', () => {
    const levels = createLevelTracker(typical);
    for (let i = 0; i < 50; i++) levels.push(minuteOf({ cpu: [55, Number.NaN], prefixes: [8000, 8000] }));
    const [first, second] = levels.push(minuteOf({ cpu: [55, 41], prefixes: [8000, 8000] })).cpu;
    expect([first, second]).toEqual([50, 41]);
  });

  it('move one router by two to six points, all traffic together and all routes together', () => {
    const minute = minuteOf({ cpu: [50, 40], prefixes: [8000, 8000], rxPps: [100, 200] });
    const random = createRandom(4);
    for (let i = 0; i < 50; i++) {
      const moved = [...shiftCpu(minute, random).cpu].map((value, d) => Math.abs(value - minute.cpu[d]!));
      expect(Math.min(...moved)).toBe(0);
      expect(Math.max(...moved)).toBeGreaterThanOrEqual(2);
      expect(Math.max(...moved)).toBeLessThanOrEqual(6);
      const { rxPps } = shiftTraffic(minute, random);
      expect(rxPps[1]! / rxPps[0]!).toBeCloseTo(2, 9);
      const { prefixes } = shiftRoutes(minute, random);
      expect(prefixes[0]).toBe(prefixes[1]);
      expect(Math.abs(prefixes[0]! - 8000)).toBeLessThanOrEqual(160);
    }
  });

  it('leave most minutes that teach as they were', () => {
    const random = createRandom(5);
    const minute = minuteOf({ cpu: [50, 40], prefixes: [8000, 8000], rxPps: [100, 200] });
    const same = Array.from({ length: 1_000 }, () => moveLevels(minute, random)).filter(
      (moved) => moved === minute,
    ).length;
    expect(same / 1_000).toBeCloseTo(0.8 ** 3, 1);
  });
});
