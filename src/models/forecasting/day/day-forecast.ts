import { createRollingWindow, type RollingWindow } from '../../rolling-window.ts';
import type { ForecastSteps } from '../forecast-steps.ts';
import { type DayMethod, dayMethods, daysBack, medianOfDays } from './day-methods.ts';

/** Hours ahead that are forecast, and that lie between an hour and the last value that its forecast knows. */
export const hoursAhead = 24;

export const hourMs = 3_600_000;

export const daySteps: ForecastSteps = { stepMs: hourMs, horizon: hoursAhead };

/** Hours of the seven days that a forecast looks at which must hold a value: three days of them. */
export const leastHours = 72;

/** A band follows what the forecasts of this many hours missed: two weeks. */
const bandHours = 14 * 24;

/** What is expected of the mean of an hour, in the unit of the values. */
export interface DayForecast {
  /** As often above as below. */
  median: number;
  /** Ends of the band that holds the mean in `level` of all cases. */
  lower: number;
  upper: number;
  /** Hours that hold a value among those of the seven days that end a day before. */
  known: number;
  /** The day that the method asks is missing, and the median of those that are there stands in. */
  isStandIn: boolean;
}

/**
 * Forecasts each hour of a series, and 24 hours after it, from what was known 24 hours before that hour; so it is the same whenever in that day
 * one asks. Null where none of the seven days has a value at this hour, or where no forecast before it has an outcome.
 *
 * The band is split conformal prediction (Vovk, Gammerman and Shafer 2005; two-sided as in Romano, Patterson and Candès 2019) on what the
 * forecasts of the last two weeks missed, of which only those count that were known a day before.
 *
 * @param values means of hours; NaN is missing
 * @returns one for each value and for 24 hours more
 */
export function forecastHours(
  values: Float64Array,
  method: DayMethod,
  { level }: { level: number },
): (DayForecast | null)[] {
  const missed = createRollingWindow(bandHours);
  const before = new Float64Array(daysBack);
  const expected: number[] = [];
  let known = 0;
  return Array.from({ length: values.length + hoursAhead }, (_, hour) => {
    const last = hour - hoursAhead;
    known += countAt(values, last) - countAt(values, last - daysBack * 24);
    const miss = valueAt(values, last) - (expected[last] ?? Number.NaN);
    if (!Number.isNaN(miss)) missed.push(miss);
    for (let day = 0; day < daysBack; day++) before[day] = valueAt(values, hour - 24 * (day + 1));
    const usual = before.every(Number.isNaN) ? Number.NaN : medianOfDays.expect(before);
    const own = Number.isNaN(usual) ? Number.NaN : method.expect(before);
    const isStandIn = Number.isNaN(own);
    const median = isStandIn ? usual : own;
    expected.push(median);
    if (Number.isNaN(median) || missed.count === 0) return null;
    return { median, ...bandOf(median, missed, level), known, isStandIn };
  });
}

/** Ends at the ranks that hold `level` of what comes next when it is no other than what came. */
function bandOf(median: number, missed: RollingWindow, level: number): { lower: number; upper: number } {
  const { count } = missed;
  const tail = ((count + 1) * (1 - level)) / 2;
  const ranked = (rank: number) => missed.quantile(count === 1 ? 0 : (rank - 1) / (count - 1));
  const [low, high] = [Math.max(1, Math.floor(tail)), Math.min(count, Math.ceil(count + 1 - tail))];
  return { lower: median + Math.min(0, ranked(low)), upper: median + Math.max(0, ranked(high)) };
}

/**
 * The same, each hour by the method that has missed least of the hours that were known a day before; the 24 hours to come all by the one that
 * has missed least in all, which is named.
 */
export function forecastByBest(
  values: Float64Array,
  options: { level: number },
): { forecasts: (DayForecast | null)[]; method: DayMethod } {
  const tried = dayMethods.map((method) => ({ method, forecasts: forecastHours(values, method, options), missed: 0 }));
  let best = tried[0]!;
  const chosen = tried[0]!.forecasts.map((_, hour) => {
    const value = valueAt(values, hour - hoursAhead);
    const said = tried.map(({ forecasts }) => forecasts[hour - hoursAhead]);
    if (!Number.isNaN(value) && said.every((one) => !!one))
      for (const [i, one] of tried.entries()) one.missed += Math.abs(value - said[i]!.median);
    best = tried.reduce((least, one) => (one.missed < least.missed ? one : least));
    return best.forecasts[hour]!;
  });
  return {
    forecasts: [...chosen.slice(0, values.length), ...best.forecasts.slice(values.length)],
    method: best.method,
  };
}

const valueAt = (values: Float64Array, hour: number) => values[hour] ?? Number.NaN;
const countAt = (values: Float64Array, hour: number) => (Number.isNaN(valueAt(values, hour)) ? 0 : 1);
