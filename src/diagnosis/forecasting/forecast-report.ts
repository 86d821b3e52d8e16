import { meanOfPlaces } from '../../models/evaluation/forecast-errors.ts';
import type { ForecastMember } from '../../models/forecasting/forecast-members.ts';
import { type ForecastTrial, type JudgedPlace, type PlaceScore, scorePlaces } from './forecast-trial.ts';

/** One member: means over the places that were judged. Errors are in the unit of the metric, shares 0..1. */
export interface ForecastLine extends PlaceScore {
  name: string;
  forecasts: number;
  places: number;
}

/**
 * Why a place was not judged. `ended`: no value came after the cut; `too-few`: too few values came for a forecast with an outcome; `constant`: the last
 * value was always right.
 */
export interface LeftOutPlace {
  key: string;
  why: 'ended' | 'too-few' | 'constant';
}

export interface ForecastScores {
  forecasts: number;
  places: number;
  /** In the order of the members; empty where no place could be judged. */
  lines: ForecastLine[];
  leftOut: LeftOutPlace[];
}

/** Scores members on the later part of a span; all of them on the same values. */
export function scoreForecasts(
  members: readonly ForecastMember[],
  trial: ForecastTrial,
  onPlace?: (done: number, total: number) => void,
): ForecastScores {
  const places = scorePlaces(members, trial, onPlace);
  const judged = places.filter((place) => place.outcome === 'ok');
  const forecasts = judged.reduce((sum, place) => sum + place.forecasts, 0);
  const lineOf = ({ name }: ForecastMember, i: number): ForecastLine => {
    const over = (of: keyof PlaceScore) => meanOfPlaces(judged.map(({ scores }) => scores[i]![of]))!;
    return {
      ...{ name, mae: over('mae'), rmse: over('rmse'), share: over('share'), coverage: over('coverage') },
      ...{ intervalScore: over('intervalScore'), forecasts, places: judged.length },
    };
  };
  return {
    ...{ forecasts, places: judged.length, lines: judged.length > 0 ? members.map(lineOf) : [] },
    leftOut: [...endedPlaces(trial), ...places.flatMap(leftOutOf)],
  };
}

function endedPlaces({ earlier, later }: ForecastTrial): LeftOutPlace[] {
  const there = new Set(later.series.map(({ key }) => key));
  return earlier.series.filter(({ key }) => !there.has(key)).map(({ key }) => ({ key, why: 'ended' }));
}

const leftOutOf = ({ key, outcome }: JudgedPlace): LeftOutPlace[] => (outcome === 'ok' ? [] : [{ key, why: outcome }]);
