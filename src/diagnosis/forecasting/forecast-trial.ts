import { createBandScores, createForecastErrors, meanOfPlaces } from '../../models/evaluation/forecast-errors.ts';
import { type ForecastMember, naiveMember } from '../../models/forecasting/forecast-members.ts';
import { createForecastStream } from '../../models/forecasting/forecast-stream.ts';
import { naiveForecasts } from '../../models/forecasting/naive-forecasts.ts';
import { type ForecastData, joinSeries } from './forecast-series.ts';

/** What forecasts of one member are worth: means over places. Null where nothing could be judged. */
export interface ForecastScore {
  /** Mean absolute error as a share of the last value's. */
  share: number | null;
  /** How far the share of values within their bands is from what it is to be, 0..1. */
  bandOff: number | null;
}

/** Steps of the earlier part that go before the later one at most, and steps between them at most. */
const joining = { warmUp: 2000, mostGap: 60 };

/** What forecasts of one member were worth at one place. Errors are in the unit of the values, shares 0..1. */
export interface PlaceScore {
  /** Mean absolute error of the median, and as a share of the last value's. */
  mae: number;
  share: number;
  /** Root of the mean squared error of the mean. */
  rmse: number;
  /** Share of the values within their bands. */
  coverage: number;
  /** Mean interval score of the bands (Gneiting and Raftery 2007). */
  intervalScore: number;
}

/**
 * What came of one place of the later part, with scores in the order of the members. `constant`: its last value was always right, so it says nothing
 * about who forecasts better. `too-few`: no value came for which there was a forecast.
 */
type Scored = { outcome: 'ok'; forecasts: number; scores: PlaceScore[] } | { outcome: 'constant' | 'too-few' };

export type JudgedPlace = { key: string } & Scored;

/** A span that is cut in time. */
export interface ForecastTrial {
  earlier: ForecastData;
  later: ForecastData;
}

/** Scores members on the later part, each value by the forecast that was made for it from what was known then. By the name of the member. */
export function scoreMembers(members: readonly ForecastMember[], trial: ForecastTrial): Map<string, ForecastScore> {
  const places = scorePlaces(members, trial).flatMap((place) => (place.outcome === 'ok' ? [place.scores] : []));
  return new Map(
    members.map(({ name, level }, i) => {
      const own = places.map((scores) => scores[i]!);
      const bandsOff = own.map(({ coverage }) => Math.abs(coverage - level));
      return [name, { share: meanOfPlaces(own.map(({ share }) => share)), bandOff: meanOfPlaces(bandsOff) }];
    }),
  );
}

/** Scores members at each place of the later part. Calls `onPlace` with the number of places that are done. */
export function scorePlaces(
  members: readonly ForecastMember[],
  { earlier, later }: ForecastTrial,
  onPlace?: (done: number, total: number) => void,
): JudgedPlace[] {
  const before = new Map(earlier.series.map((one) => [one.key, one]));
  return later.series.map((one, i) => {
    onPlace?.(i, later.series.length);
    return { key: one.key, ...scorePlace(members, joinSeries(before.get(one.key), one, joining), one.values.length) };
  });
}

/** What every model is measured beside. */
export const peerMembers = (steps: { horizon: number; level: number }): ForecastMember[] =>
  naiveForecasts.map((one) => naiveMember(one, steps));

function scorePlace(members: readonly ForecastMember[], values: Float64Array, later: number): Scored {
  const last = createForecastErrors();
  const tried = members.map((member) => ({
    ...{ stream: createForecastStream(member), errors: createForecastErrors(), ofMean: createForecastErrors() },
    bands: createBandScores(member.level),
  }));
  let known = Number.NaN;
  for (const [step, value] of values.entries()) {
    known = Number.isNaN(value) ? known : value;
    const said = tried.map(({ stream }) => stream.push(value));
    const target = step + members[0]!.horizon;
    const came = values[target] ?? Number.NaN;
    if (target < values.length - later || Number.isNaN(came) || said.includes(null)) continue;
    last.add(came, known);
    for (const [i, forecast] of said.entries()) {
      tried[i]!.errors.add(came, forecast!.median);
      tried[i]!.ofMean.add(came, forecast!.mean);
      tried[i]!.bands.add(came, forecast!.lower, forecast!.upper);
    }
  }
  if (last.count === 0) return { outcome: 'too-few' };
  if (!(last.mae() > 0)) return { outcome: 'constant' };
  const scores = tried.map(({ errors, ofMean, bands }) => ({
    ...{ mae: errors.mae(), share: errors.mae() / last.mae(), rmse: ofMean.rmse() },
    ...{ coverage: bands.coverage(), intervalScore: bands.intervalScore() },
  }));
  return { outcome: 'ok', forecasts: last.count, scores };
}
