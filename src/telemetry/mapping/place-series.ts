import { placeKey } from '../../domain/place.ts';
import type { Sample } from '../../domain/sample.ts';
import { createLatestMap, type HeldKey, holdKey } from '../../foundation/latest-map.ts';
import {
  type Combined,
  type CombinedSeries,
  type Combining,
  createCombinedSeries,
  type ShareOf,
} from './combined-series.ts';
import { addLoss, type Losses } from './losses.ts';
import { type ClaimedMetric, createSeriesClaims } from './series-claims.ts';

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
  /** The metric of the place, whichever series gives it. */
  claimed: ClaimedMetric;
  /** What this series makes one value with, and how; left out where one series gives the value. */
  combination?: { how: Combining; key: HeldKey<Combination> } | undefined;
  /** The metric's name for a series that may stand beside the one that has the plain name; without it the value is lost. */
  apart?: string | undefined;
  /** The value is what is left of 100. */
  invert?: boolean | undefined;
}

/** How a series becomes a target. */
export interface TargetOptions extends Omit<SeriesTarget, 'claimed' | 'combination'> {
  /** How the series of a place become one value; left out where one of them gives it. */
  combine?: Combining | undefined;
  /** Who asked the device: what two collectors tell is not combined. */
  sender?: string | undefined;
}

export function createTarget({ combine, sender = '', ...target }: TargetOptions): SeriesTarget {
  const key = `${placeKey(target)}\t${target.metric}`;
  const combined = combine && holdKey<Combination>(`${key}\t${combine}\t${target.rank}\t${sender}`);
  return { ...target, claimed: holdKey(key), combination: combined && { how: combine!, key: combined } };
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
  /** Its key among those that wait, and whether it is one of them. */
  waits: HeldKey<Combination>;
  isListed: boolean;
}

/** Values this close belong to one moment, also where each leaf has a time of its own. */
const momentMs = 5_000;

export function createPlaceSeries(): PlaceSeries {
  const claims = createSeriesClaims();
  const combinations = createLatestMap<Combination>(mostCombinations);
  /** Those with a round under way: few of them behind a delivery, and the combinations may be many. */
  const waiting = createLatestMap<Combination>();
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
    if (incomplete > 0 && !claims.isTaken(target.claimed, id, at))
      addLoss(outcome.losses, 'share-incomplete', incomplete);
    addLoss(outcome.losses, 'missing-value', shareless);
    if (Number.isNaN(value)) return;
    const lost = claims.claim(target.claimed, id, at, target.rank);
    if (lost === null) put(target, target.metric, at, target.invert ? 100 - value : value, outcome);
    else addLoss(outcome.losses, lost);
  }

  function combinationOf(
    { how, key }: NonNullable<SeriesTarget['combination']>,
    target: SeriesTarget,
    at: number,
  ): Combination {
    const known = combinations.touch(key);
    if (known) return known;
    const metric = target.claimed.key;
    const combination: Combination = {
      ...{ id: key.key, target, series: createCombinedSeries(how) },
      ...{ waits: holdKey(key.key), isListed: false },
    };
    beginning.set(metric, [...(beginning.get(metric) ?? []), { combination, since: at }]);
    const dropped = combinations.set(key.key, combination);
    if (dropped !== undefined) waiting.delete(dropped);
    return combination;
  }

  /** Keeps those that wait in the order in which they were told of last. */
  function note(combination: Combination): void {
    const { id, series, waits } = combination;
    if (series.isWaiting && !waiting.touch(waits)) waiting.set(id, combination);
    if (!series.isWaiting && combination.isListed) waiting.delete(id);
    combination.isListed = series.isWaiting;
  }

  function endFirstRounds(key: string, at: number, outcome: Outcome): void {
    const begun = beginning.size > 0 ? beginning.get(key) : undefined;
    if (!begun) return;
    const left = begun.filter(({ since }) => since >= at - momentMs);
    for (const { combination, since } of begun) if (since < at - momentMs) rest(combination, true, outcome);
    if (left.length > 0) beginning.set(key, left);
    else beginning.delete(key);
  }

  function rest(combination: Combination, atTheEnd: boolean, outcome: Outcome): void {
    const told = combination.series.rest(atTheEnd);
    note(combination);
    if (told) tell(combination, told, outcome);
  }

  return {
    take(target, at, value, outcome, share) {
      endFirstRounds(target.claimed.key, at, outcome);
      if (target.combination) {
        const combination = combinationOf(target.combination, target, at);
        const rounds = combination.series.take(target.series, at, value, share);
        note(combination);
        if (rounds === null) addLoss(outcome.losses, 'not-newer');
        else for (const told of rounds) tell(combination, told, outcome);
        return;
      }
      const lost = claims.claim(target.claimed, target.series, at, target.rank);
      if (lost === null) put(target, target.metric, at, value, outcome);
      else if (target.apart === undefined) addLoss(outcome.losses, lost);
      else put(target, target.apart, at, value, outcome);
    },
    finish(outcome, atTheEnd) {
      for (const [, combination] of [...waiting]) rest(combination, atTheEnd, outcome);
      beginning.clear();
    },
  };
}
