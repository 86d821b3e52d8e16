import type { BackTest } from '../../diagnosis/forecasting/back-test.ts';
import type { DayOfPoints, ExpectedHour } from '../../diagnosis/forecasting/place-day.ts';
import type { Point } from '../../domain/metric-reader.ts';
import { formatPlace } from '../../domain/place.ts';
import { describeMetric } from '../../domain/sample.ts';
import { count, formatPercent } from '../../foundation/number-words.ts';
import { hoursAhead } from '../../models/forecasting/day/day-forecast.ts';
import { bandLevel } from '../../models/forecasting/forecast-steps.ts';
import { compareWith, formatMetricValue, lowerFirst } from '../wording.ts';
import type { DayOfPlace } from './day-place.ts';
import type { NoModel } from './place.ts';
import { about, clockTime, type ForecastWords, formatSpan, whyNoModel } from './words.ts';

type Ok = Extract<DayOfPoints, { outcome: 'ok' }>;

/** Fewer hours than these, two days, do not tell who is better. */
export const leastTested = 48;

const hourMs = 3_600_000;

const whyBestHere: Record<NoModel, string> = {
  ...whyNoModel,
  'not-better': 'the model in use did not beat the other methods when it was measured',
};

/** Says a day; every number follows from it. */
export function describeDay(found: DayOfPlace): ForecastWords {
  const { day, place, metric, unread } = found;
  const title = `${describeMetric(metric).title} of ${formatPlace(place)} in the next ${hoursAhead} h`;
  const left = unread === null ? [] : [`Not all of the span was read: ${unread}.`];
  if (day.outcome !== 'ok') return { title, line: whyNone(found, day), more: left };
  const byHour = day.hours.map((hour) => `${clockTime(hour.at)}: ${valueWords(hour, metric)}`);
  return { title, line: lineOf(found, day), more: [...moreOf(found, day), ...left], byHour };
}

function whyNone({ metric, now }: DayOfPlace, day: Exclude<DayOfPoints, Ok>): string {
  if (day.outcome === 'no-data')
    return `No data: there is no ${lowerFirst(describeMetric(metric).title)} of the last weeks to forecast from.`;
  if (day.outcome === 'ended')
    return `No forecast: the last value is ${formatSpan(now - day.lastAt)} old, from ${momentOf(day.lastAt, now)}.`;
  const since = day.resetAt === null ? '' : ` since it was reset, as counters are, at ${momentOf(day.resetAt, now)}`;
  return `No forecast: ${day.have} of the last 168 hours hold a value${since}, and ${day.need} of them must: three days.`;
}

function lineOf({ metric, now }: DayOfPlace, day: Ok): string {
  const value = (of: number) => formatMetricValue(metric, of);
  const { hours, isConstant, history, tested } = day;
  const [highest, lowest] = extremesOf(hours);
  if (isConstant) {
    const since = history[0] ? ` over the last ${formatDays(now - history[0].at)}` : '';
    return `${value(highest.median)} at every hour: it did not move${since}`;
  }
  const worth = worthOf(tested, day, { metric, now });
  if (value(highest.median) === value(lowest.median)) {
    const lower = Math.min(...hours.map((hour) => hour.lower));
    const upper = Math.max(...hours.map((hour) => hour.upper));
    return `${valueWords({ ...highest, lower, upper }, metric)} in nine of ten cases at every hour; ${worth}`;
  }
  const when = (at: number) => (at <= now ? `in the hour that began at ${clockTime(at)}` : `at ${clockTime(at)}`);
  const say = ({ at, median, lower, upper }: ExpectedHour) =>
    `${about(value(median))} ${when(at)}, between ${value(lower)} and ${value(upper)}`;
  return `highest ${say(highest)} in nine of ten cases; lowest ${say(lowest)}; ${worth}`;
}

/** What such forecasts were worth at this place, beside the same hour yesterday. */
function worthOf(tested: BackTest | null, { history }: Ok, { metric, now }: { metric: string; now: number }): string {
  if (!tested || tested.count < leastTested)
    return `how good such forecasts are here is not known yet, for only ${tested?.count ?? 0} hours could be compared with what came`;
  const over = `over the last ${formatDays(now - tested.from)}`;
  if (tested.errorShare === null)
    return `nothing can be better than the same hour yesterday, which was always right ${over}`;
  const { words, isBetter } = compareWith('the same hour yesterday', tested.errorShare);
  return `${words} ${over}${isBetter ? '' : yesterdayWords(history, metric, now)}`;
}

/** What the same hour yesterday expects, as far as it was measured. */
function yesterdayWords(history: readonly Point[], metric: string, now: number): string {
  const since = (Math.floor(now / hourMs) - hoursAhead) * hourMs;
  const hours = history.filter(({ at }) => at >= since);
  if (hours.length === 0) return '';
  const [highest, lowest] = extremesOf(hours.map(({ at, value }) => ({ at, median: value })));
  const say = (one: { at: number; median: number }) =>
    `${formatMetricValue(metric, one.median)} at ${clockTime(one.at)}`;
  return `, by which the highest is ${say(highest)} and the lowest ${say(lowest)}`;
}

function moreOf({ model, now }: DayOfPlace, { method, hours, standIns, tested, resetAt, isConstant }: Ok): string[] {
  const who =
    'id' in model
      ? `Forecast by the ${method}, the model ${model.id}.`
      : `Forecast by the ${method}, which has missed least here, because ${whyBestHere[model.because]}.`;
  const stoodIn =
    standIns > 0
      ? [`At ${count(standIns, 'hour')} the median of other days stands in, because that day has no value.`]
      : [];
  const bands =
    tested && tested.count >= leastTested && !isConstant
      ? [
          `Of ${tested.count} hours that came, ${formatPercent(tested.coverage)} were within their bands, which are to hold ${formatPercent(bandLevel)}.`,
        ]
      : [];
  const missing = hoursAhead - hours.length;
  const none =
    missing > 0
      ? [`Nothing is expected at ${count(missing, 'hour')}, at which none of the last seven days has a value.`]
      : [];
  const reset =
    resetAt === null
      ? []
      : [`It was reset, as counters are, at ${momentOf(resetAt, now)}: only what came since then is looked at.`];
  return [who, ...stoodIn, ...bands, ...none, ...reset, hoursAreUtc];
}

const hoursAreUtc =
  'Each value is the mean of the hour that begins then. Hours are UTC: where clocks change, a daily rhythm moves by an hour against them.';

const valueWords = ({ median, lower, upper }: ExpectedHour, metric: string) =>
  `${about(formatMetricValue(metric, median))}, between ${formatMetricValue(metric, lower)} and ${formatMetricValue(metric, upper)}`;

/** The highest and the lowest, the first of several; at least one is given. */
function extremesOf<Hour extends { median: number }>(hours: readonly Hour[]): [highest: Hour, lowest: Hour] {
  return [
    hours.reduce((most, one) => (one.median > most.median ? one : most)),
    hours.reduce((least, one) => (one.median < least.median ? one : least)),
  ];
}

/** `14:05 UTC`, with the date when it is another day than now. */
function momentOf(at: number, now: number): string {
  const [iso, today] = [at, now].map((time) => new Date(time).toISOString().slice(0, 10)) as [string, string];
  return iso === today ? clockTime(at) : `${iso} ${clockTime(at)}`;
}

/** `6 days`, and `30 h` of less than two. */
function formatDays(ms: number): string {
  const hours = Math.floor(ms / hourMs);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
