import { describe, expect, it } from 'vitest';
import { findTrend, levelsOf, usualRule } from '../../../../src/models/forecasting/trend/limit-trend.ts';
import { createRandom, randomNormal } from '../../../../src/models/random.ts';

const count = levelsOf(usualRule);
const nan = Number.NaN;
/** Levels that end at `end` and rise by so much an hour; `of` changes each. */
const rising = (end: number, perHour: number, of = (level: number, _i: number) => level) =>
  Float64Array.from({ length: count }, (_, i) => of(end - ((count - 1 - i) * perHour) / 12, i));

describe('a trend towards a limit', () => {
  it('tells the minutes that are left, and the slope by the minute', () => {
    const found = findTrend(rising(84, 12), 90)!;
    expect(found.minutes).toBeCloseTo(30, 9);
    expect(found.slope).toBeCloseTo(0.2, 12);
    expect(found).toMatchObject({ earliest: found.minutes, latest: found.minutes, spanMinutes: 120 });
  });

  it.each<[string, Float64Array]>([
    ['what stands still', rising(89, 0)],
    ['what falls', rising(89, -6)],
    ['what rises too slowly', rising(80, 2)],
    ['what is over the limit', rising(91, 12)],
    [
      'one step up to well below the limit, and level since',
      rising(75, 0, (level, i) => (i < 12 ? level - 10 : level)),
    ],
    ['what rose and fell a quarter of an hour ago', rising(84, 12, (level, i) => (i < count - 3 ? level : 40))],
    [
      'the same of which one level is missing',
      rising(84, 12, (level, i) => (i < count - 3 ? level : i === count - 2 ? nan : 40)),
    ],
    ['nothing', new Float64Array(count).fill(nan)],
    ['half an hour', rising(84, 12).fill(nan, 0, count - 6)],
    ['no levels', new Float64Array(0)],
  ])('is not seen in %s', (_what, levels) => {
    expect(findTrend(levels, 90)).toBeNull();
  });

  it('looks at the tops of saw-teeth, not at what lies between them', () => {
    const teeth = (level: number, i: number) => level - [0, 12, 8, 4][(count - 1 - i) % 4]!;
    const { minutes } = findTrend(rising(84, 12, teeth), 90)!;
    expect([minutes > 20, minutes < 36]).toEqual([true, true]);
    expect(findTrend(rising(84, 0, teeth), 90)).toBeNull();
  });

  it('is seen with a third of the levels missing, and with one that is far off', () => {
    expect(
      findTrend(
        rising(84, 12, (level, i) => (i % 3 === 1 ? nan : level)),
        90,
      )!.minutes,
    ).toBeCloseTo(30, -1);
    expect(
      findTrend(
        rising(84, 12, (level, i) => (i === 8 ? 100 : level)),
        90,
      )!.minutes,
    ).toBeCloseTo(30, -1);
  });

  it('is seen still when one level or two fall, which may be a tooth', () => {
    for (const low of [1, 2])
      expect(
        findTrend(
          rising(84, 12, (level, i) => (i < count - low ? level : 40)),
          90,
        ),
      ).not.toBeNull();
  });

  it('is seen an hour and a half after a restart', () => {
    const restarted = rising(84, 14, (level, i) => (i < count - 18 ? 85 : level));
    expect(findTrend(restarted, 90)).toMatchObject({ spanMinutes: 90 });
  });

  it('is the same with other units, and with whatever came before its span', () => {
    const levels = rising(84, 12, (level, i) => level + Math.sin(i));
    const found = findTrend(levels, 90)!;
    expect(
      findTrend(
        levels.map((level) => level * 1000),
        90_000,
      )!.minutes,
    ).toBeCloseTo(found.minutes, 6);
    expect(findTrend([...new Float64Array(50).fill(89), ...levels], 90)).toEqual(found);
  });

  it('has the true moment between its earliest and latest in most cases', () => {
    const random = createRandom(7);
    const held = Array.from({ length: 300 }, () => {
      const found = findTrend(
        rising(84, 12, (level) => level + 1.5 * randomNormal(random)),
        91.5,
      );
      return found && found.earliest <= 37.5 && found.latest >= 37.5;
    }).filter((one) => one !== null);
    expect(held.length).toBeGreaterThan(200);
    expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.8);
  });
});
