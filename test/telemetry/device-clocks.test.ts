import { describe, expect, it } from 'vitest';
import { createDeviceClocks, describeOffset } from '../../src/telemetry/device-clocks.ts';

const start = Date.UTC(2026, 10, 23);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** One sample a device every ten seconds, with the offset of its clock. */
function play(offsets: Record<string, (second: number) => number>, seconds = 120, ownOffset = (_: number) => 0) {
  let now = start;
  const clocks = createDeviceClocks(() => now);
  const refused: Record<string, number> = {};
  for (let second = 0; second <= seconds; second += 10) {
    now = start + second * 1000 + ownOffset(second);
    for (const [device, offset] of Object.entries(offsets)) {
      const reason = clocks.check(device, start + second * 1000 + offset(second));
      if (reason !== null) refused[device] = (refused[device] ?? 0) + 1;
    }
  }
  return { clocks, refused };
}

describe('the clocks of devices', () => {
  it.each([[121_000], [2 * hourMs], [5.5 * hourMs], [24 * hourMs], [9 * 24 * hourMs]])(
    'that are %d ms ahead are refused and named',
    (offset) => {
      const { clocks, refused } = play({ A: () => 0, B: () => offset, C: () => 500 });
      expect(refused).toEqual({ B: 13 });
      expect(clocks.wrong()).toEqual([{ device: 'B', offsetMs: offset, refused: 13 }]);
      expect(clocks.ownOffsetMs()).toBeNull();
    },
  );

  it('that are less than two minutes ahead are as good as right', () => {
    expect(play({ A: () => 119_000, B: () => -119_000 }).clocks.wrong()).toEqual([]);
  });

  it('that are behind all the time are named, and their samples are kept', () => {
    const { clocks, refused } = play({ A: () => 0, B: () => -hourMs, C: () => -500 });
    expect(refused).toEqual({});
    expect(clocks.wrong()).toEqual([{ device: 'B', offsetMs: -hourMs, refused: 0 }]);
  });

  it('of a sender that catches up are not behind', () => {
    const { clocks } = play({ A: () => 0, B: (second) => Math.min(0, -hourMs + second * 30_000) });
    expect(clocks.wrong()).toEqual([]);
  });

  it('are right again when they were set', () => {
    const { clocks } = play({ A: () => 0, B: (second) => (second < 60 ? 2 * hourMs : 0) });
    expect(clocks.wrong()).toEqual([]);
  });

  it('that are all ahead by the same show that the own one is behind', () => {
    const { clocks, refused } = play({ A: () => 2 * hourMs, B: () => 2 * hourMs + 900, C: () => 2 * hourMs });
    expect(Object.keys(refused)).toEqual(['A', 'B', 'C']);
    expect(clocks.ownOffsetMs()).toBe(-2 * hourMs);
  });

  it('are not ahead because the own one was set back while it ran', () => {
    const { refused } = play({ A: () => 0, B: () => 0 }, 120, (second) => (second >= 60 ? -2 * hourMs : 0));
    expect(refused).toEqual({});
  });
});

describe('an offset in words', () => {
  it.each([
    [2 * hourMs, '2 h ahead (a time zone?)'],
    [2 * hourMs + 20_000, '2 h ahead (a time zone?)'],
    [-1 * hourMs, '1 h behind (a time zone?)'],
    [5.75 * hourMs, '5.75 h ahead (a time zone?)'],
    [30 * minuteMs, '30 min ahead (a time zone?)'],
    [2.2 * hourMs, '2.2 h ahead'],
    [130_000, '2.2 min ahead'],
    [-3 * 24 * hourMs, '3 days behind'],
    [-(56 * 365) * 24 * hourMs, '20440 days behind'],
  ])('%d ms is %j', (offset, words) => {
    expect(describeOffset(offset)).toBe(words);
  });
});
