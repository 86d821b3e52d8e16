import { describe, expect, it } from 'vitest';
import { createLevelStream } from '../../../../src/models/forecasting/trend/level-stream.ts';

describe('levels of values that come one after another', () => {
  it('are the medians of whole steps, and a step is told when the next begins', () => {
    const stream = createLevelStream();
    expect(stream.end()).toBeNull();
    expect([stream.push(7, 1), stream.push(7, 50), stream.push(7, 3)]).toEqual([[], [], []]);
    expect(stream.push(8, 4)).toEqual([3]);
    expect(stream.end()).toBe(4);
  });

  it('have a step without a value for each that is missing, and leave late values out', () => {
    const stream = createLevelStream();
    stream.push(1, 5);
    expect(stream.push(4, 6)).toEqual([5, Number.NaN, Number.NaN]);
    expect(stream.push(2, 99)).toEqual([]);
    expect(stream.push(5, Number.NaN)).toEqual([6]);
    expect(stream.push(6, 1)).toEqual([Number.NaN]);
  });
});
