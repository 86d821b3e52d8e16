import type { Sample } from '../../domain/sample.ts';
import { createLatestMap } from '../../foundation/latest-map.ts';
import { type Combined, type CombinedSeries, type Combining, createCombinedSeries } from './combined-series.ts';
import { addLoss, type Losses } from './losses.ts';
import { createSeriesClaims } from './series-claims.ts';

/** Where values go: to the samples, or to the losses with a reason. */
export interface Outcome {
  samples: Sample[];
  losses: Losses;
}

/** One value of one series, on its way to a place. */
export interface SeriesValue {
  device: string;
  interface: string | null;
  metric: string;
  /** Tells this series from others that give the same metric of this place. */
  series: string;
  /** Of several sources the lowest counts. */
  rank: number;
  at: number;
  value: number;
}

/** Keeps the series of a place apart: one of them gives a metric, or a rule combines them. They are never mixed. */
export interface PlaceSeries {
  /** `apart`: the metric's name for a series that may stand beside the one that has the plain name; without it the value is lost. */
  single(value: SeriesValue, outcome: Outcome, apart?: string): void;
  /** `whole` is what the value is a part of, for shares. */
  combined(how: Combining, value: SeriesValue, whole: number, outcome: Outcome): void;
  /** Tells what waits for further series; `atTheEnd` when nothing follows. */
  finish(outcome: Outcome, atTheEnd: boolean): void;
}

/** Bounds what a sender that invents names can make us remember. */
const mostCombinations = 50_000;

type Target = Pick<SeriesValue, 'device' | 'interface' | 'metric' | 'rank'>;

export function createPlaceSeries(): PlaceSeries {
  const claims = createSeriesClaims();
  const combinations = createLatestMap<{ target: Target; combination: CombinedSeries }>(mostCombinations);

  function put({ device, interface: port, metric }: Target, { at, value }: Combined, { samples }: Outcome): void {
    samples.push({ at, device, interface: port, metric, value });
  }

  function tell(id: string, target: Target, told: Combined | undefined, outcome: Outcome): void {
    if (!told) return;
    const lost = claims.claim(targetKey(target), id, told.at, target.rank);
    if (lost === null) put(target, told, outcome);
    else addLoss(outcome.losses, lost);
  }

  return {
    single(value, outcome, apart) {
      const lost = claims.claim(targetKey(value), value.series, value.at, value.rank);
      if (lost === null) put(value, value, outcome);
      else if (apart === undefined) addLoss(outcome.losses, lost);
      else put({ ...value, metric: apart }, value, outcome);
    },
    combined(how, { device, interface: port, metric, rank, series, at, value }, whole, outcome) {
      const target = { device, interface: port, metric, rank };
      const id = `${targetKey(target)}\t${how}\t${rank}`;
      const known = combinations.get(id) ?? { target, combination: createCombinedSeries(how) };
      combinations.set(id, known);
      tell(id, target, known.combination.take(series, at, value, whole), outcome);
    },
    finish(outcome, atTheEnd) {
      for (const [id, { target, combination }] of combinations) tell(id, target, combination.rest(atTheEnd), outcome);
    },
  };
}

const targetKey = ({ device, interface: port, metric }: Target) => `${device}\t${port ?? ''}\t${metric}`;
