import type { Topology } from '../../domain/device.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import { formatPlace } from '../../domain/place.ts';
import type { ModelsInUse } from '../../learning/models-in-use.ts';
import { type ForecastOfPlace, forecastPlace } from './place.ts';
import { type ForecastQuestion, findTarget } from './target.ts';
import { describeForecast, type ForecastWords } from './words.ts';

/** A forecast with its words and the other places of the device that send the metric; or why there is nothing to forecast, in a sentence. */
export type ForecastAnswer = (ForecastWords & ForecastOfPlace & { others: string[] }) | { problem: string };

/** Answers what a metric of a device will probably read, for people and programs outside of Slack. Plain JSON. */
export async function answerForecast(
  ports: { topology: Topology; metrics: MetricReader; history: HistoryReader; models: ModelsInUse },
  { hours, ...question }: ForecastQuestion & { hours: number },
  now: number,
): Promise<ForecastAnswer> {
  const target = await findTarget(ports, question, now);
  if ('problem' in target) return target;
  const found = await forecastPlace(ports, { ...target, hours, now });
  return { ...describeForecast(found), ...found, others: target.others.map(formatPlace) };
}
