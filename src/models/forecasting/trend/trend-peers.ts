import { levelMinutes } from './limit-trend.ts';

/** What tells when a limit will be reached, level by level. */
export interface LimitWatch {
  /** Takes the next level (NaN: none) and answers with the minutes until the limit; null for no warning. */
  push(level: number): number | null;
}

/** Without a trend: warns as soon as eight ninths of the limit are reached, such as 80 of 90. It knows no time. */
export function watchPlainLimit(limit: number): LimitWatch {
  return { push: (level) => (level > (limit * 8) / 9 && level <= limit ? 0 : null) };
}

/** Of the smoothing of level and slope, and minutes within which the limit has to be reached: the best of a grid on the simulated worlds. */
const holt = { level: 0.4, slope: 0.1, withinMinutes: 65, warmUp: 12 };

/** Holt's linear trend (Holt 1957): exponential smoothing of a level and of its slope. */
export function watchHolt(limit: number): LimitWatch {
  let smoothed = Number.NaN;
  let slope = 0;
  let seen = 0;
  return {
    push(level) {
      seen++;
      if (Number.isNaN(level)) smoothed += slope;
      else if (Number.isNaN(smoothed)) smoothed = level;
      else {
        const before = smoothed;
        smoothed = holt.level * level + (1 - holt.level) * (smoothed + slope);
        slope = holt.slope * (smoothed - before) + (1 - holt.slope) * slope;
      }
      const minutes = (Math.max(0, limit - smoothed) / slope) * levelMinutes;
      return seen > holt.warmUp && slope > 0 && !(level > limit) && minutes <= holt.withinMinutes ? minutes : null;
    },
  };
}
