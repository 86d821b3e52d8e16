import { describe, expect, it } from 'vitest';
import { makeSpeedRows, timeBest } from '../../bench/speed/own-times.ts';

describe('the speed measurement', () => {
  it('gives both sides the same rows, with every class in them', () => {
    const rows = makeSpeedRows(2000, 11, 7);
    expect(makeSpeedRows(2000, 11, 7)).toEqual(rows);
    expect([...new Set(rows.labels)].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it('runs the work as often as asked and takes the shortest run', () => {
    let calls = 0;
    expect(timeBest(3, () => calls++, 5)).toBeLessThan(0.01);
    expect(calls).toBe(15);
  });
});
