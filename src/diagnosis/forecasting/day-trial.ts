import type { ReadingList } from '../../domain/reading.ts';
import { createBandScores, createForecastErrors, meanOfPlaces } from '../../models/evaluation/forecast-errors.ts';
import { daySteps, forecastHours, leastHours } from '../../models/forecasting/day/day-forecast.ts';
import type { DayMethod } from '../../models/forecasting/day/day-methods.ts';
import { bandLevel } from '../../models/forecasting/forecast-steps.ts';
import { type ForecastData, gatherForecastSeries, joinSeries } from './forecast-series.ts';

/** What forecasts of one method are worth: means over places. Null where nothing could be judged. */
export interface DayScore {
  /** Mean absolute error as a share of that of the same hour yesterday. */
  share: number | null;
  /** How far the share of values within their bands is from what it is to be, 0..1. */
  bandOff: number | null;
}

/** Hours that are looked at, at most: those of 130 places in a month. More take long, and change little. */
const mostHours = 100_000;

/** Hours of the earlier part that go before the later one at most, three weeks, and hours between them at most. */
const joining = { warmUp: 21 * 24, mostGap: 7 * 24 };

/** Fewer hours of a place do not tell who forecasts it better. */
const leastCompared = 24;

/** Gathers the values of a metric as means of hours, of all places. */
export const gatherHours = (readings: ReadingList, metric: string, { seed }: { seed: number }): ForecastData =>
  gatherForecastSeries(readings, metric, { seed, most: mostHours, steps: daySteps });

/**
 * Scores methods on the later part, each hour by the forecast that was made from what was known a day before. By id of the method. A place counts
 * when a day of its hours could be compared.
 */
export function scoreDayMethods(
  methods: readonly DayMethod[],
  { earlier, later }: { earlier: ForecastData | null; later: ForecastData },
): Map<string, DayScore> {
  const before = new Map(earlier?.series.map((one) => [one.key, one]));
  const places = later.series.map((one) =>
    scorePlace(methods, joinSeries(before.get(one.key), one, joining), one.values.length),
  );
  return new Map(
    methods.map(({ id }, i) => {
      const own = places.flatMap((place) => (place ? [place[i]!] : []));
      return [
        id,
        {
          share: meanOfPlaces(own.map(({ share }) => share)),
          bandOff: meanOfPlaces(own.map(({ bandOff }) => bandOff)),
        },
      ];
    }),
  );
}

function scorePlace(methods: readonly DayMethod[], values: Float64Array, later: number) {
  const yesterday = createForecastErrors();
  const tried = methods.map((method) => ({
    forecasts: forecastHours(values, method, { level: bandLevel }),
    ...{ errors: createForecastErrors(), bands: createBandScores(bandLevel) },
  }));
  for (let hour = values.length - later; hour < values.length; hour++) {
    const [came, peer] = [values[hour]!, values[hour - 24] ?? Number.NaN];
    const said = tried.map(({ forecasts }) => forecasts[hour]!);
    if (Number.isNaN(came - peer) || said.some((one) => !one || one.known < leastHours)) continue;
    yesterday.add(came, peer);
    for (const [i, { median, lower, upper }] of said.entries()) {
      tried[i]!.errors.add(came, median);
      tried[i]!.bands.add(came, lower, upper);
    }
  }
  // A place whose same hour yesterday is always right says nothing about who forecasts better.
  if (yesterday.count < leastCompared || !(yesterday.mae() > 0)) return null;
  return tried.map(({ errors, bands }) => ({
    share: errors.mae() / yesterday.mae(),
    bandOff: Math.abs(bands.coverage() - bandLevel),
  }));
}
