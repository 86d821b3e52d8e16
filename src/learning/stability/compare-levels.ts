import { type Place, placeKey } from '../../domain/place.ts';
import { median } from '../../foundation/median.ts';
import { fewestValues, fitPopulationStability } from '../../models/drift/population-stability.ts';

/** Levels of one metric at one place: those that the detector in use learned from, and the latest. A level that is missing is left out. */
export interface LevelPair {
  place: Place;
  metric: string;
  reference: ArrayLike<number>;
  recent: ArrayLike<number>;
}

/** A metric that is not at a place what it was when the detector was trained. Plain JSON. */
export interface MovedLevel {
  place: Place;
  metric: string;
  /** `missing`: it came before and comes no more, while others of the place do. */
  how: 'moved' | 'missing';
  /** The population stability index; null for one that is missing. */
  index: number | null;
  /** Medians, in the metric's own unit; `now` is null for one that is missing. */
  before: number;
  now: number | null;
}

export interface ComparedLevels {
  /** The largest index first, before them what is missing. */
  moved: MovedLevel[];
  /** Metrics at places that had enough levels on both sides. */
  compared: number;
  /** Those that had too few. */
  tooFew: number;
}

/** Above this the usual reading is "moved" (Siddiqi 2006, "Credit risk scorecards"). */
const movedFrom = 0.25;

/** A metric is missing that came with at least half of what its place sends, and comes with less than a tenth of it now. */
const [oftenShare, seldomShare] = [0.5, 0.1];

/** Compares levels of five minutes, of which both sides should hold a day at least: a metric that follows the time of day moves between any two hours. */
export function compareLevels(pairs: readonly LevelPair[]): ComparedLevels {
  const most = new Map<string, { reference: number; recent: number }>();
  for (const { place, reference, recent } of pairs) {
    const known = most.get(placeKey(place)) ?? { reference: 0, recent: 0 };
    most.set(placeKey(place), {
      reference: Math.max(known.reference, reference.length),
      recent: Math.max(known.recent, recent.length),
    });
  }
  const found: ComparedLevels = { moved: [], compared: 0, tooFew: 0 };
  for (const pair of pairs) {
    const of = most.get(placeKey(pair.place))!;
    const enough = Math.min(of.reference, of.recent) >= fewestValues;
    const isMissing =
      enough && pair.reference.length >= oftenShare * of.reference && pair.recent.length < seldomShare * of.recent;
    const index = isMissing ? null : indexOf(pair);
    if (!isMissing && index === null) found.tooFew += 1;
    else found.compared += 1;
    if (isMissing || (index !== null && index > movedFrom)) found.moved.push(movedOf(pair, index));
  }
  found.moved.sort(
    (a, b) => (b.index ?? Number.POSITIVE_INFINITY) - (a.index ?? Number.POSITIVE_INFINITY) || byName(a, b),
  );
  return found;
}

const movedOf = ({ place, metric, reference, recent }: LevelPair, index: number | null): MovedLevel => ({
  ...{ place, metric, how: index === null ? 'missing' : 'moved', index, before: median(reference)! },
  now: index === null ? null : median(recent)!,
});

const byName = (a: MovedLevel, b: MovedLevel) => {
  const [first, second] = [a, b].map(({ place, metric }) => `${placeKey(place)}\t${metric}`) as [string, string];
  return first < second ? -1 : 1;
};

/** Null while either side has too few values to tell. */
function indexOf({ reference, recent }: LevelPair): number | null {
  const stability = fitPopulationStability(reference, Math.max(fewestValues, recent.length));
  if (!stability) return null;
  for (let i = 0; i < recent.length; i++) stability.add(recent[i]!);
  return stability.index();
}
