import { type Place, placeKey, placeOfKey } from '../domain/place.ts';
import { createLatestMap } from '../foundation/latest-map.ts';
import type { Baseline, Baselines } from './baseline.ts';

/** What is usual at the places: by the training in use, and where that did not see one, by what was learned while running or found before. */
export interface UsualValues {
  at(key: string): ReadonlyMap<string, Baseline> | undefined;
  of(place: Place, metric: string): Baseline | undefined;
  /** Whether a place that no training saw may learn at this moment; one that was silent for long makes room. */
  mayLearn(now: number): boolean;
  /** What a place learned while running. */
  learned(place: Place, usual: Map<string, Baseline>, seenAt: number): void;
  /** A place was heard. */
  heard(key: string, seenAt: number): void;
  /** Takes what a training found, and keeps of the one before it what it did not see: no place learns anew because models change. */
  adopt(next: Baselines, now: number): void;
}

export interface UsualValuesOptions {
  baselines?: Baselines | undefined;
  /** What an earlier process learned or kept. */
  learned?: Baselines | undefined;
  /** Told what is usual at a place by none of the training in use, so that it outlives the process. */
  onLearned?: ((place: Place, usual: ReadonlyMap<string, Baseline>) => void) | undefined;
  /** Told when such a place was silent for long and had to make room for another one. */
  onForgotten?: ((key: string) => void) | undefined;
  /** How many such places there may be; 20,000 when left out: senders may write any name. */
  mostLearned?: number | undefined;
}

/** A place that learned while running makes room for another one after so long without a reading. */
const forgottenAfterMs = 3_600_000;

interface LearnedPlace {
  usual: Map<string, Baseline>;
  /** Of a place that was not heard since the start, before everything. */
  seenAt: number;
}

export function createUsualValues(options: UsualValuesOptions): UsualValues {
  const { onLearned, onForgotten, mostLearned = 20_000 } = options;
  const learned = createLatestMap<LearnedPlace>();
  for (const [key, usual] of options.learned ?? []) learned.set(key, { usual, seenAt: Number.NEGATIVE_INFINITY });
  let baselines: Baselines = options.baselines ?? new Map();

  function mayLearn(now: number): boolean {
    if (learned.size < mostLearned) return true;
    const [key, oldest] = learned.oldest()!;
    if (now - oldest.seenAt < forgottenAfterMs) return false;
    learned.delete(key);
    onForgotten?.(key);
    return true;
  }

  function keep(key: string, former: ReadonlyMap<string, Baseline>, now: number): void {
    const unseen = [...former].filter(([metric]) => !baselines.get(key)?.has(metric));
    const known = learned.get(key);
    if (unseen.every(([metric, baseline]) => isSame(known?.usual.get(metric), baseline))) return;
    if (!known && !mayLearn(now)) return;
    const usual = new Map([...(known?.usual ?? []), ...unseen]);
    learned.set(key, { usual, seenAt: known?.seenAt ?? now });
    onLearned?.(placeOfKey(key), usual);
  }

  return {
    at(key) {
      const trained = baselines.get(key);
      const own = learned.get(key)?.usual;
      return trained && own ? new Map([...own, ...trained]) : (trained ?? own);
    },
    of(place, metric) {
      const key = placeKey(place);
      return baselines.get(key)?.get(metric) ?? learned.get(key)?.usual.get(metric);
    },
    mayLearn,
    learned(place, usual, seenAt) {
      learned.set(placeKey(place), { usual, seenAt });
      onLearned?.(place, usual);
    },
    heard(key, seenAt) {
      const known = learned.get(key);
      if (known) learned.set(key, { usual: known.usual, seenAt });
    },
    adopt(next, now) {
      const former = baselines;
      baselines = next;
      for (const [key, usual] of former) keep(key, usual, now);
    },
  };
}

const isSame = (a: Baseline | undefined, b: Baseline) => a?.centre === b.centre && a.scale === b.scale;
