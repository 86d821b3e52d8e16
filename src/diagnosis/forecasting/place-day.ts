import { endedAt, type Point } from '../../domain/metric-reader.ts';
import { metricRange } from '../../domain/sample.ts';
import { findCounterReset } from '../../models/forecasting/counter-reset.ts';
import {
  type DayForecast,
  forecastByBest,
  forecastHours,
  hourMs,
  leastHours,
} from '../../models/forecasting/day/day-forecast.ts';
import { type DayMethod, daysBack } from '../../models/forecasting/day/day-methods.ts';
import { bandLevel, createStepMeans } from '../../models/forecasting/forecast-steps.ts';
import { type BackTest, scoreBackTest } from './back-test.ts';

/** What is expected of the mean of an hour that begins at `at`, and between which values it is in nine of ten cases. */
export interface ExpectedHour {
  at: number;
  median: number;
  lower: number;
  upper: number;
}

/** What was expected of an hour a day before, beside what came; `value` is null where nothing was measured, or where the hour is not over. */
export interface IssuedHour extends ExpectedHour {
  value: number | null;
}

/** What is expected of one metric at one place by the hour, or why nothing is. Values are in the metric's unit, times milliseconds since 1970. */
export type DayOfPoints =
  | {
      outcome: 'ok';
      /** The hour that runs and the 23 after it, without those at which none of the last seven days has a value. */
      hours: ExpectedHour[];
      /** Who forecasts: "same hour yesterday". */
      method: string;
      /** Of `hours`, those for which the median of the days that are there stands in, because the day that the method asks is missing. */
      standIns: number;
      /** It did not move in the whole span. */
      isConstant: boolean;
      /** When a counter began anew, from which on it was looked at; null for what is none or was not reset. */
      resetAt: number | null;
      /** Means of the hours of the span that was asked for which are over, and what was expected of them. */
      history: Point[];
      issued: IssuedHour[];
      /** Null where no hour could be compared yet. */
      tested: BackTest | null;
    }
  | { outcome: 'no-data' }
  | { outcome: 'ended'; lastAt: number }
  /** Hours of the last seven days that hold a value, and that must. */
  | { outcome: 'too-few'; have: number; need: number; resetAt: number | null };

export interface DayAsked {
  metric: string;
  now: number;
  /** Forecasts of hours from here on are shown and scored; what came before warms up. */
  from: number;
  /** Who forecasts; null for the method that is best here. */
  method: DayMethod | null;
}

/**
 * Forecasts a day of one series from its points up to `now`, oldest first, which may be means of hours at their beginnings, and tells what such
 * forecasts were worth on the points themselves. Hours are those of UTC. The one that runs is forecast too: what it has so far is not looked at.
 */
export function forecastDayOfPoints(points: readonly Point[], { metric, now, from, method }: DayAsked): DayOfPoints {
  const finite = points.filter(({ at, value }) => at <= now && Number.isFinite(value));
  if (finite.length === 0) return { outcome: 'no-data' };
  const lastAt = endedAt(finite, now);
  if (lastAt !== null) return { outcome: 'ended', lastAt };
  const running = Math.floor(now / hourMs);
  const all = toHours(finite, running);
  const reset = findCounterReset(all);
  const values = all.subarray(reset ?? 0);
  const first = running - values.length;
  const resetAt = reset === null ? null : first * hourMs;
  const have = values.slice(-daysBack * 24).filter((value) => !Number.isNaN(value)).length;
  if (have < leastHours) return { outcome: 'too-few', have, need: leastHours, resetAt };
  const made = makeForecasts(values, method);
  const bound = boundTo(metric);
  const said = made.forecasts.map((one, hour) => one && { ...one, ...bound(one), at: (first + hour) * hourMs });
  const coming = said.slice(values.length).filter((one) => one !== null);
  const past = said.flatMap((one, hour): Judged[] => {
    if (!one || hour >= values.length || one.at < from || one.known < leastHours) return [];
    return [{ ...expected(one), value: numberOrNull(values[hour]!), before: numberOrNull(values[hour - 24]!) }];
  });
  const history = Array.from(values, (value, hour) => ({ at: (first + hour) * hourMs, value }));
  return {
    ...{ outcome: 'ok', hours: coming.map(expected), method: made.method.name, resetAt },
    standIns: coming.filter(({ isStandIn }) => isStandIn).length,
    isConstant: new Set(values.filter((value) => !Number.isNaN(value))).size === 1,
    history: history.filter(({ at, value }) => at >= from && !Number.isNaN(value)),
    issued: past.map(({ before: _, ...one }) => one),
    tested: scoreBackTest(past),
  };
}

type Judged = IssuedHour & { before: number | null };

const expected = ({ at, median, lower, upper }: ExpectedHour): ExpectedHour => ({ at, median, lower, upper });
const numberOrNull = (value: number) => (Number.isNaN(value) ? null : value);

const makeForecasts = (values: Float64Array, method: DayMethod | null) =>
  method
    ? { method, forecasts: forecastHours(values, method, { level: bandLevel }) }
    : forecastByBest(values, { level: bandLevel });

/** Means of the hours that are over; the first of them holds the first point. */
function toHours(points: readonly Point[], running: number): Float64Array {
  const first = Math.floor(points[0]!.at / hourMs);
  const means = createStepMeans(running - first);
  for (const { at, value } of points) {
    const hour = Math.floor(at / hourMs);
    if (hour < running) means.add(hour - first, value);
  }
  return means.means();
}

/** Keeps a forecast within what its metric can read. */
function boundTo(metric: string) {
  const { least, most } = metricRange(metric);
  const bound = (value: number) => Math.max(least, Math.min(most, value));
  return ({ median, lower, upper }: DayForecast) => ({
    ...{ median: bound(median), lower: bound(lower), upper: bound(upper) },
  });
}
