import type { ForecastChart } from '../../charts/specs/forecast.ts';
import type { Topology } from '../../domain/device.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import { formatPlace } from '../../domain/place.ts';
import type { ModelsInUse } from '../../learning/models-in-use.ts';
import { chartOfDay, chartOfForecast } from './chart.ts';
import { type DayOfPlace, forecastDayOfPlace } from './day-place.ts';
import { describeDay } from './day-words.ts';
import { type ForecastOfPlace, forecastPlace } from './place.ts';
import { type ForecastQuestion, type ForecastTarget, findTarget } from './target.ts';
import { describeForecast, type ForecastWords } from './words.ts';

/** What is to be forecast, and how far ahead: ten minutes, tested on the last `hours`, or a day. */
export type ForecastOrder = ForecastQuestion & ({ hours: number } | { day: true });

/** A forecast with its words and the other places of the device that send the metric; or why there is nothing to forecast, in a sentence. */
export type ForecastAnswer =
  | (ForecastWords & (ForecastOfPlace | DayOfPlace) & { others: string[] })
  | { problem: string };

interface ForecastPorts {
  topology: Topology;
  metrics: MetricReader;
  history: HistoryReader;
  models: ModelsInUse;
}

/** A forecast with its words and its picture, which is null where nothing is forecast. */
export interface ToldForecast {
  found: ForecastOfPlace | DayOfPlace;
  words: ForecastWords;
  chart: ForecastChart | null;
}

/** Forecasts what was found, as far ahead as was asked. */
export async function tellForecast(
  ports: Omit<ForecastPorts, 'topology'>,
  target: Exclude<ForecastTarget, { problem: string }>,
  order: ForecastOrder,
  now: number,
): Promise<ToldForecast> {
  if ('day' in order) {
    const found = await forecastDayOfPlace(ports, { ...target, now });
    return { found, words: describeDay(found), chart: chartOfDay(found) };
  }
  const found = await forecastPlace(ports, { ...target, hours: order.hours, now });
  return { found, words: describeForecast(found), chart: chartOfForecast(found) };
}

/** Answers what a metric of a device will probably read, for people and programs outside of Slack. Plain JSON. */
export async function answerForecast(ports: ForecastPorts, order: ForecastOrder, now: number): Promise<ForecastAnswer> {
  const target = await findTarget(ports, order, now);
  if ('problem' in target) return target;
  const { found, words } = await tellForecast(ports, target, order, now);
  return { ...words, ...found, others: target.others.map(formatPlace) };
}
