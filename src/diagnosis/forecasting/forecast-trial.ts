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

/** Scores members on the later part, each value by the forecast that was made for it from what was known then. By the name of the member. */
export function scoreMembers(
  members: readonly ForecastMember[],
  { earlier, later }: { earlier: ForecastData; later: ForecastData },
): Map<string, ForecastScore> {
  const before = new Map(earlier.series.map((one) => [one.key, one]));
  const places = later.series.map((one) =>
    scorePlace(members, joinSeries(before.get(one.key), one, joining), one.values.length),
  );
  return new Map(
    members.map(({ name }, i) => {
      const own = places.flatMap((place) => (place ? [place[i]!] : []));
      return [
        name,
        {
          share: meanOfPlaces(own.map(({ share }) => share)),
          bandOff: meanOfPlaces(own.map(({ bandOff }) => bandOff)),
        },
      ];
    }),
  );
}

/** What every model is measured beside. */
export const peerMembers = (steps: { horizon: number; level: number }): ForecastMember[] =>
  naiveForecasts.map((one) => naiveMember(one, steps));

function scorePlace(members: readonly ForecastMember[], values: Float64Array, later: number) {
  const last = createForecastErrors();
  const tried = members.map((member) => ({
    ...{ member, stream: createForecastStream(member), errors: createForecastErrors() },
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
      tried[i]!.bands.add(came, forecast!.lower, forecast!.upper);
    }
  }
  // A place whose last value is always right says nothing about who forecasts better.
  if (!(last.mae() > 0)) return null;
  return tried.map(({ member, errors, bands }) => ({
    share: errors.mae() / last.mae(),
    bandOff: Math.abs(bands.coverage() - member.level),
  }));
}
