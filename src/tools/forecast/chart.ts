import type { ForecastChart } from '../../charts/specs/forecast.ts';
import { formatPlace } from '../../domain/place.ts';
import type { DayOfPlace } from './day-place.ts';
import type { ForecastOfPlace } from './place.ts';

/** Room to the right of what is forecast, as a share of the picture. */
const room = 0.02;

/** The picture of a forecast; null where there is none. */
export function chartOfForecast({ forecast, place, metric, from, now }: ForecastOfPlace): ForecastChart | null {
  if (forecast.outcome !== 'ok') return null;
  const { at, median, lower, upper, history, issued } = forecast;
  return {
    ...{ metric, label: formatPlace(place), from, now, to: withRoom(from, at), points: history },
    issued: issued.map((one) => ({ at: one.at, median: one.median, lower: one.lower, upper: one.upper })),
    next: { at, median, lower, upper },
  };
}

/** The picture of a day, each hour at its beginning; null where there is none. */
export function chartOfDay({ day, place, metric, from, now }: DayOfPlace): ForecastChart | null {
  if (day.outcome !== 'ok') return null;
  return {
    ...{ metric, label: formatPlace(place), from, now, points: day.history },
    to: withRoom(from, Math.max(now, day.hours.at(-1)!.at)),
    issued: day.issued.map(({ at, median, lower, upper }) => ({ at, median, lower, upper })),
    ...{ next: null, coming: day.hours, ahead: 'expected a day before' },
  };
}

const withRoom = (from: number, last: number) => Math.ceil(last + room * (last - from));
