import type { BackTest } from '../../diagnosis/forecasting/back-test.ts';
import type { PlaceForecast } from '../../diagnosis/forecasting/place-forecast.ts';
import { formatPlace } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { formatPercent } from '../../foundation/number-words.ts';
import { treesName } from '../../models/forecasting/forecast-members.ts';
import { bandLevel } from '../../models/forecasting/forecast-steps.ts';
import { compareWith, formatMetricValue, lowerFirst } from '../wording.ts';
import type { ForecastOfPlace, NoModelBecause } from './place.ts';

/** A forecast in words. */
export interface ForecastWords {
  /** "Latency of Router-A eth1" */
  title: string;
  /** What is expected and how good that is; or why nothing is. */
  line: string;
  /** Who forecasts and why, what bands were worth, and what was left out; a sentence each. */
  more: string[];
  /** Of a day, a line for each hour that is forecast: "14:00 UTC: about 62 %, between 55 % and 70 %". */
  byHour?: string[];
}

type Ok = Extract<PlaceForecast, { outcome: 'ok' }>;

/** Fewer forecasts than these do not tell who is better. */
const leastTested = 30;

/** Why no model forecasts, whatever it would forecast. */
export const whyNoModel = {
  'no-such-model': 'no model is about this metric',
  'none-in-use': 'no model of this metric is in use',
} as const;

const whyNaive: Record<NoModelBecause, string> = {
  ...whyNoModel,
  'not-better': 'the model in use did not beat them when it was measured',
  'other-steps': 'the model in use is about values that come at other intervals',
};

/** Says a forecast; every number follows from it. `time` writes a moment. */
export function describeForecast(found: ForecastOfPlace, time: (at: number) => string = clockTime): ForecastWords {
  const { forecast, place, metric, now, unread } = found;
  const title = `${describeMetric(metric).title} of ${formatPlace(place)}`;
  const left = unread === null ? [] : [`Not all of the span was read: ${unread}.`];
  if (forecast.outcome === 'ok')
    return { title, line: lineOf(found, forecast, time), more: [...moreOf(found, forecast, time), ...left] };
  return { title, line: whyNone(found, forecast, now, time), more: left };
}

function whyNone(
  { metric }: ForecastOfPlace,
  forecast: Exclude<PlaceForecast, Ok>,
  now: number,
  time: (at: number) => string,
): string {
  if (forecast.outcome === 'no-data')
    return `No data: there is no ${lowerFirst(describeMetric(metric).title)} of the last hours to forecast from.`;
  if (forecast.outcome === 'ended')
    return `No forecast: the last value is ${formatSpan(now - forecast.lastAt)} old, from ${time(forecast.lastAt)}.`;
  const { have, need, stepMs, resetAt } = forecast;
  const since = resetAt === null ? '' : ` since it was reset, as counters are, at ${time(resetAt)}`;
  return `No forecast: ${have} of the ${need} steps of ${formatSpan(stepMs)} that are needed hold a value${since}.`;
}

function lineOf({ metric, now }: ForecastOfPlace, forecast: Ok, time: (at: number) => string): string {
  const value = (of: number) => formatMetricValue(metric, of);
  const { at, median, lower, upper, last, isConstant, history, stepMs, tested } = forecast;
  if (isConstant) {
    const since = history[0] ? ` over the last ${formatSpan(now - history[0].at + stepMs)}` : '';
    return `${value(median)} at ${time(at)}: it did not move${since}`;
  }
  const expected = `${about(value(median))} at ${time(at)}, between ${value(lower)} and ${value(upper)} in nine of ten cases`;
  return `${expected}; ${worthOf(tested, value(last), now, stepMs)}`;
}

/** What such forecasts were worth at this place, beside the last value. */
function worthOf(tested: BackTest | null, last: string, now: number, stepMs: number): string {
  if (!tested || tested.count < leastTested)
    return `how good such forecasts are here is not known yet, for only ${tested?.count ?? 0} of them could be compared with what came`;
  const over = `over the last ${formatSpan(now - tested.from + stepMs)}`;
  if (tested.errorShare === null) return `nothing can be better than the last value, which was always right ${over}`;
  const { words, isBetter } = compareWith('the last value', tested.errorShare);
  return `${words} ${over}${isBetter ? '' : `, and that value is ${last}`}`;
}

function moreOf({ model }: ForecastOfPlace, forecast: Ok, time: (at: number) => string): string[] {
  const { member, tested, resetAt, isConstant } = forecast;
  const who =
    'id' in model
      ? `Forecast by ${member === treesName ? member : `the ${member}`}, the model ${model.id}.`
      : `Forecast by the ${member}, which has missed least here of the forecasts that need no training, because ${whyNaive[model.because]}.`;
  const bands =
    tested && tested.count >= leastTested && !isConstant
      ? [
          `Of ${tested.count} values that came, ${formatPercent(tested.coverage)} were within their bands, which are to hold ${formatPercent(bandLevel)}.`,
        ]
      : [];
  const reset =
    resetAt === null
      ? []
      : [`It was reset, as counters are, at ${time(resetAt)}: only what came since then is looked at.`];
  return [who, ...bands, ...reset];
}

/** What is too small for its figures is "under 0.001 %", and that is about enough. */
export const about = (value: string) => (/^(under|over) /.test(value) ? value : `about ${value}`);

/** `14:40 UTC`. */
export const clockTime = (at: number) => `${new Date(at).toISOString().slice(11, 16)} UTC`;

/** `12 h`, `3 h 20 min`, `25 min`, `40 s`. */
export function formatSpan(ms: number): string {
  if (ms < 60_000) return `${Math.round(ms / 1000)} s`;
  const minutes = Math.round(ms / 60_000);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? `${hours} h` : '', rest > 0 ? `${rest} min` : ''].filter(Boolean).join(' ');
}
