import type { ForecastChart } from '../../charts/specs/forecast.ts';
import { formatPlace } from '../../domain/place.ts';
import type { ForecastOfPlace } from './place.ts';

/** Room to the right of what is forecast, as a share of the picture. */
const room = 0.02;

/** The picture of a forecast; null where there is none. */
export function chartOfForecast({ forecast, place, metric, from, now }: ForecastOfPlace): ForecastChart | null {
  if (forecast.outcome !== 'ok') return null;
  const { at, median, lower, upper, history, issued } = forecast;
  return {
    ...{ metric, label: formatPlace(place), from, now, to: Math.ceil(at + room * (at - from)), points: history },
    issued: issued.map((one) => ({ at: one.at, median: one.median, lower: one.lower, upper: one.upper })),
    next: { at, median, lower, upper },
  };
}
