import { forecastPoints, type PlaceForecast } from '../../diagnosis/forecasting/place-forecast.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { MetricReader } from '../../domain/metric-reader.ts';
import type { Place } from '../../domain/place.ts';
import { forecastSubject } from '../../learning/forecast-subjects.ts';
import type { ModelKind } from '../../learning/kind.ts';
import { forecastShort, memberOf } from '../../learning/kinds/forecast-short.ts';
import type { ModelInUse, ModelsInUse } from '../../learning/models-in-use.ts';
import type { ForecastSteps } from '../../models/forecasting/forecast-steps.ts';
import { beatsBaselines } from '../../models/registry/model-card.ts';
import { readValues } from '../read-values.ts';

/** Why no model forecasts a metric. */
export type NoModel = 'no-such-model' | 'none-in-use' | 'not-better';

/** Why the naive forecast that is best at the place forecasts. */
export type NoModelBecause = NoModel | 'other-steps';

/** A forecast of one metric at one place, who made it, and what of its span could not be read. */
export interface ForecastOfPlace {
  place: Place;
  metric: string;
  /** The span that is shown and scored, milliseconds since 1970. */
  from: number;
  now: number;
  forecast: PlaceForecast;
  /** Id of the model that forecasts, or why none does. */
  model: { id: string } | { because: NoModelBecause };
  unread: string | null;
}

/** Hours of values before those that are shown, from which a forecast warms up. */
const warmUpHours = 12;

const hourMs = 3_600_000;

/** Hours that can be shown. */
export const forecastHours = { least: 1, most: 48, usual: 12 };

/**
 * Forecasts a metric ten minutes ahead from history and memory: by the model in use where it beat what needs no training when it was measured,
 * else by the naive forecast that missed least at this place. No answer is made of values that have ended.
 */
export async function forecastPlace(
  ports: { metrics: MetricReader; history: HistoryReader; models: ModelsInUse },
  { place, metric, hours, now }: { place: Place; metric: string; hours: number; now: number },
): Promise<ForecastOfPlace> {
  const from = now - hours * hourMs;
  // A reading of this very moment counts.
  const { points, unread } = await readValues(ports, { place, metric, from: from - warmUpHours * hourMs, to: now + 1 });
  const found = findForecastModel(ports.models, forecastShort, metric);
  let model: ForecastOfPlace['model'] = 'because' in found ? found : { id: found.card.id };
  const memberFor = (steps: ForecastSteps) => {
    if ('because' in found) return null;
    if (found.model.stepMs === steps.stepMs && found.model.horizon === steps.horizon) return memberOf(found.model);
    model = { because: 'other-steps' };
    return null;
  };
  const forecast = forecastPoints(points, { metric, now, from, memberFor });
  return { place, metric, from, now, forecast, model, unread };
}

/** The model of a kind that forecasts a metric where it beat what needs no training, or why there is none. */
export function findForecastModel<Model>(
  models: ModelsInUse,
  // biome-ignore lint/suspicious/noExplicitAny: what a model learned from is no matter to those who ask it.
  kind: ModelKind<Model, any>,
  metric: string,
): ModelInUse<Model> | { because: NoModel } {
  const subject = forecastSubject(metric);
  if (subject === null) return { because: 'no-such-model' };
  const found = models.of(kind, subject);
  if (!found) return { because: 'none-in-use' };
  const [deciding] = found.card.metrics;
  return deciding && beatsBaselines(deciding) ? found : { because: 'not-better' };
}
