import { placeKey } from '../../domain/place.ts';
import type { Sample } from '../../domain/sample.ts';
import { createLatestMap } from '../../foundation/latest-map.ts';
import {
  type Combined,
  type CombinedSeries,
  type Combining,
  createCombinedSeries,
  type ShareOf,
} from './combined-series.ts';
import { addLoss, type Losses } from './losses.ts';
import { createSeriesClaims } from './series-claims.ts';

/** Where values go: to the samples, or to the losses with a reason. */
export interface Outcome {
  samples: Sample[];
  losses: Losses;
}

/** One metric of one place, as one series gives it. Made once for a series, because it is looked up with every value. */
export interface SeriesTarget {
  device: string;
  interface: string | null;
  metric: string;
  /** Of several sources the lowest counts. */
  rank: number;
  /** Tells this series from others that give the same metric of this place. */
  series: string;
  /** The same for every series of this metric at this place. */
  key: string;
  /** The metric's name for a series that may stand beside the one that has the plain name; without it the value is lost. */
  apart?: string | undefined;
  /** How the series of this place become one value; left out where one of them gives it. */
  combine?: Combining | undefined;
  /** Who asked the device: what two collectors tell is not combined. */
  sender?: string | undefined;
  /** The value is what is left of 100. */
  invert?: boolean | undefined;
}

export function createTarget(target: Omit<SeriesTarget, 'key'>): SeriesTarget {
  return { ...target, key: `${placeKey(target)}\t${target.metric}` };
}

/** Keeps the series of a place apart: one of them gives a metric, or a rule combines them. They are never mixed. */
export interface PlaceSeries {
  /** `share` tells where the value stands in a percentage that other values of the place are a part of. */
  take(target: SeriesTarget, at: number, value: number, outcome: Outcome, share?: ShareOf): void;
  /** Tells what waits for further series; `atTheEnd` when nothing follows. */
  finish(outcome: Outcome, atTheEnd: boolean): void;
}

/** Bounds what a sender that invents names can make us remember. */
const mostCombinations = 50_000;

interface Combination {
  id: string;
  target: SeriesTarget;
  series: CombinedSeries;
}

/** Values this close belong to one moment, also where each leaf has a time of its own. */
const momentMs = 5_000;

export function createPlaceSeries(): PlaceSeries {
  const claims = createSeriesClaims();
  const combinations = createLatestMap<Combination>(mostCombinations);
  /** First rounds that nobody knows the end of, by the metric of a place. They end when time goes on there, and with the delivery. */
  const beginning = new Map<string, { combination: Combination; since: number }[]>();

  function put(
    { device, interface: port }: SeriesTarget,
    metric: string,
    at: number,
    value: number,
    { samples }: Outcome,
  ) {
    samples.push({ at, device, interface: port, metric, value });
  }

  function tell({ id, target }: Combination, { at, value, incomplete, shareless }: Combined, outcome: Outcome): void {
    // Counters of errors are in two percentages, by all packets and by their kinds: one of them is enough.
    if (incomplete > 0 && !claims.isTaken(target.key, id, at)) addLoss(outcome.losses, 'share-incomplete', incomplete);
    addLoss(outcome.losses, 'missing-value', shareless);
    if (Number.isNaN(value)) return;
    const lost = claims.claim(target.key, id, at, target.rank);
    if (lost === null) put(target, target.metric, at, target.invert ? 100 - value : value, outcome);
    else addLoss(outcome.losses, lost);
  }

  function combinationOf(how: Combining, target: SeriesTarget, at: number): Combination {
    const id = `${target.key}\t${how}\t${target.rank}\t${target.sender ?? ''}`;
    const known = combinations.get(id);
    const combination = known ?? { id, target, series: createCombinedSeries(how) };
    if (!known) beginning.set(target.key, [...(beginning.get(target.key) ?? []), { combination, since: at }]);
    combinations.set(id, combination);
    return combination;
  }

  function endFirstRounds(key: string, at: number, outcome: Outcome): void {
    const begun = beginning.get(key);
    if (!begun) return;
    const left = begun.filter(({ since }) => since >= at - momentMs);
    for (const { combination, since } of begun) if (since < at - momentMs) rest(combination, true, outcome);
    if (left.length > 0) beginning.set(key, left);
    else beginning.delete(key);
  }

  function rest(combination: Combination, atTheEnd: boolean, outcome: Outcome): void {
    const told = combination.series.rest(atTheEnd);
    if (told) tell(combination, told, outcome);
  }

  return {
    take(target, at, value, outcome, share) {
      endFirstRounds(target.key, at, outcome);
      if (target.combine) {
        const combination = combinationOf(target.combine, target, at);
        const rounds = combination.series.take(target.series, { at, value, share });
        if (rounds === null) addLoss(outcome.losses, 'not-newer');
        for (const told of rounds ?? []) tell(combination, told, outcome);
        return;
      }
      const lost = claims.claim(target.key, target.series, at, target.rank);
      if (lost === null) put(target, target.metric, at, value, outcome);
      else if (target.apart === undefined) addLoss(outcome.losses, lost);
      else put(target, target.apart, at, value, outcome);
    },
    finish(outcome, atTheEnd) {
      for (const [, combination] of combinations) rest(combination, atTheEnd, outcome);
      beginning.clear();
    },
  };
}
