import { type Crossing, levelMinutes } from './limit-trend.ts';

/** How much a new level and a new slope count, and minutes within which the limit has to be reached: the best of 54 settings on the simulated worlds. */
const weight = { level: 0.4, slope: 0.1 };
const withinMinutes = 65;

/** Levels that are seen before anything is said. */
const warmUp = 12;

/** So many typical errors around the level lie the earliest and the latest moment. */
const spread = 2;

/**
 * When levels will reach a limit by Holt's linear trend (Holt 1957): exponential smoothing of a level and of its slope. Null where they will not
 * soon, or where the last one is over it.
 */
export function findHoltTrend(levels: ArrayLike<number>, limit: number): Crossing | null {
  let smoothed = Number.NaN;
  let slope = 0;
  let error = 0;
  let known = 0;
  for (let i = 0; i < levels.length; i++) {
    const level = levels[i]!;
    if (Number.isNaN(level)) smoothed += slope;
    else if (Number.isNaN(smoothed)) smoothed = level;
    else {
      const before = smoothed;
      error += weight.slope * (Math.abs(level - before - slope) - error);
      smoothed = weight.level * level + (1 - weight.level) * (before + slope);
      slope += weight.slope * (smoothed - before - slope);
    }
    known += Number(!Number.isNaN(level));
  }
  if (known <= warmUp || slope <= 0 || levels[levels.length - 1]! > limit) return null;
  const minutesFrom = (end: number) => (Math.max(0, limit - end) / slope) * levelMinutes;
  const minutes = minutesFrom(smoothed);
  if (minutes > withinMinutes) return null;
  return {
    ...{ minutes, earliest: minutesFrom(smoothed + spread * error), latest: minutesFrom(smoothed - spread * error) },
    ...{ slope: slope / levelMinutes, spanMinutes: levels.length * levelMinutes },
  };
}
