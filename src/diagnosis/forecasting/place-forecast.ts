import { endedAt, type Point } from '../../domain/metric-reader.ts';
import { metricRange } from '../../domain/sample.ts';
import { upperMedian } from '../../foundation/median.ts';
import { createBestNaive } from '../../models/forecasting/best-naive.ts';
import { findCounterReset } from '../../models/forecasting/counter-reset.ts';
import { leastValues } from '../../models/forecasting/forecast-features.ts';
import type { ForecastMember } from '../../models/forecasting/forecast-members.ts';
import {
  bandLevel,
  chooseSteps,
  createStepMeans,
  type ForecastSteps,
} from '../../models/forecasting/forecast-steps.ts';
import { createForecastStream, type Forecast } from '../../models/forecasting/forecast-stream.ts';
import { type BackTest, scoreBackTest } from './back-test.ts';

/** A forecast that was made for a step, beside what came; `value` is null as long as that is not known. `at` is the end of the step. */
export interface IssuedForecast extends Forecast {
  at: number;
  value: number | null;
}

/** What is expected of one metric at one place, or why nothing is. Values are in the metric's unit, times milliseconds since 1970. */
export type PlaceForecast =
  | ({
      outcome: 'ok';
      /** For when it is. */
      at: number;
      stepMs: number;
      /** Who forecasts: "boosted trees", "median of 60". */
      member: string;
      /** The last value at even steps. */
      last: number;
      /** It did not move in the whole span. */
      isConstant: boolean;
      /** When a counter began anew, from which on it was looked at; null for what is none or was not reset. */
      resetAt: number | null;
      /** Means of the steps of the span that was asked for, and the forecasts that were made for them. */
      history: Point[];
      issued: IssuedForecast[];
      /** Null where no outcome is known yet. */
      tested: BackTest | null;
    } & Forecast)
  | { outcome: 'no-data' }
  | { outcome: 'ended'; lastAt: number }
  | { outcome: 'too-few'; have: number; need: number; stepMs: number; resetAt: number | null };

export interface ForecastAsked {
  metric: string;
  now: number;
  /** Forecasts from here on are shown and scored; what came before warms up. */
  from: number;
  /** Who forecasts in these steps; null for the naive forecast that is best here. */
  memberFor(steps: ForecastSteps): ForecastMember | null;
}

/** Forecasts one series from its points up to `now`, oldest first, and tells what such forecasts were worth on the points themselves. */
export function forecastPoints(
  points: readonly Point[],
  { metric, now, from, memberFor }: ForecastAsked,
): PlaceForecast {
  const finite = points.filter(({ at, value }) => at <= now && Number.isFinite(value));
  if (finite.length === 0) return { outcome: 'no-data' };
  const lastAt = endedAt(finite, now);
  if (lastAt !== null) return { outcome: 'ended', lastAt };
  const steps = chooseSteps(upperMedian(finite.slice(1).map(({ at }, i) => at - finite[i]!.at)) ?? 0);
  const { stepMs, horizon } = steps;
  const all = toSteps(finite, now, stepMs);
  const reset = findCounterReset(all);
  const values = all.subarray(reset ?? 0);
  /** When a step ends. */
  const endOf = (step: number) => now - (values.length - 1 - step) * stepMs;
  const resetAt = reset === null ? null : endOf(0);
  const have = values.filter((value) => !Number.isNaN(value)).length;
  const need = leastValues + horizon;
  if (have < need) return { outcome: 'too-few', have, need, stepMs, resetAt };
  const issuing = issueAll(values, memberFor(steps), horizon);
  const within = boundTo(metric);
  const issued = issuing.forecasts.flatMap((one, step): (IssuedForecast & { before: number })[] => {
    const at = endOf(step + horizon);
    const value = values[step + horizon] ?? Number.NaN;
    if (!one || at <= from || at > now) return [];
    return [{ ...within(one), at, value: Number.isNaN(value) ? null : value, before: issuing.known[step]! }];
  });
  const history = Array.from(values, (value, step) => ({ at: endOf(step), value }));
  return {
    ...{ outcome: 'ok', at: endOf(values.length - 1 + horizon), stepMs, member: issuing.name, resetAt },
    ...within(issuing.forecasts.at(-1)!),
    ...{ last: issuing.known.at(-1)!, isConstant: values.every((value) => Number.isNaN(value) || value === values[0]) },
    history: history.filter(({ at, value }) => at > from && !Number.isNaN(value)),
    issued: issued.map(({ before: _, ...one }) => one),
    tested: scoreBackTest(issued),
  };
}

/** Means of the steps that end now, one step ago and so on; the first of them holds the first point. */
function toSteps(points: readonly Point[], now: number, stepMs: number): Float64Array {
  const count = Math.floor((now - points[0]!.at) / stepMs) + 1;
  const means = createStepMeans(count);
  for (const { at, value } of points) means.add(count - 1 - Math.floor((now - at) / stepMs), value);
  return means.means();
}

/** What was forecast at each step, and the last value that was known then. */
function issueAll(values: Float64Array, member: ForecastMember | null, horizon: number) {
  const naive = createBestNaive({ horizon, level: bandLevel });
  const stream = member ? createForecastStream(member) : naive;
  let last = Number.NaN;
  const known = values.map((value) => {
    last = Number.isNaN(value) ? last : value;
    return last;
  });
  const forecasts = Array.from(values, (value) => stream.push(value));
  return { forecasts, known, name: member?.name ?? naive.name };
}

/** Keeps a forecast within what its metric can read: no latency is below nothing. */
function boundTo(metric: string) {
  const { least, most } = metricRange(metric);
  const bound = (value: number) => Math.max(least, Math.min(most, value));
  return ({ median, mean, lower, upper }: Forecast): Forecast => ({
    ...{ median: bound(median), mean: bound(mean), lower: bound(lower), upper: bound(upper) },
  });
}
