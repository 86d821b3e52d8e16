import { type DayOfPoints, forecastDayOfPoints } from '../../diagnosis/forecasting/place-day.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import type { Place } from '../../domain/place.ts';
import { forecastDay } from '../../learning/kinds/forecast-day.ts';
import type { ModelsInUse } from '../../learning/models-in-use.ts';
import { readHours } from '../read-hours.ts';
import { findForecastModel, type NoModel } from './place.ts';

/** A day of one metric at one place, who forecasts it, and what of its span could not be read. */
export interface DayOfPlace {
  place: Place;
  metric: string;
  /** The span that is shown and scored, milliseconds since 1970. */
  from: number;
  now: number;
  day: DayOfPoints;
  /** Id of the model that chose the method, or why the one that is best at the place forecasts. */
  model: { id: string } | { because: NoModel };
  unread: string | null;
}

const hourMs = 3_600_000;

/** Days that are shown and scored. */
const daysShown = 7;

/** Days before those: a week that the first forecast looks at, and two weeks of forecasts that its band follows. */
const warmUpDays = 21;

/**
 * Forecasts a metric by the hour for a day, from history and memory: by the method of the model in use where it beat the other methods when it
 * was measured, else by the one that missed least at this place. No answer is made of values that have ended.
 */
export async function forecastDayOfPlace(
  ports: { metrics: MetricReader; history: HistoryReader; models: ModelsInUse },
  { place, metric, now }: { place: Place; metric: string; now: number },
): Promise<DayOfPlace> {
  const from = Math.floor(now / hourMs) * hourMs - daysShown * 24 * hourMs;
  // A reading of this very moment counts.
  const span = { from: from - warmUpDays * 24 * hourMs, to: now + 1 };
  const { points, unread } = await readHours(ports, { place, metric, ...span });
  const found = findForecastModel(ports.models, forecastDay, metric);
  const [model, method] = 'because' in found ? [found, null] : [{ id: found.card.id }, found.model.method];
  return { place, metric, from, now, day: forecastDayOfPoints(points, { metric, now, from, method }), model, unread };
}
