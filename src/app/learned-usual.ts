import { z } from 'zod';
import { type Baseline, baselinesFromJSON, baselinesToJSON } from '../diagnosis/baseline.ts';
import type { DiagnoserOptions } from '../diagnosis/diagnoser.ts';
import { type Place, placeKey } from '../domain/place.ts';
import { createLanes } from '../foundation/lanes.ts';
import type { Log } from '../log.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';

/** What is usual at a place, by metric, as far as the training in use did not see it: learned while running, or kept of an earlier training; the id is the key of the place. A place whose fact is damaged learns anew. */
export const usualFact = defineFact({
  name: 'usual',
  id: /^[^\t]+\t[^\t]*$/,
  value: z.record(z.string(), z.tuple([z.number(), z.number().positive()])),
  whenDamaged: 'leave-out',
});

export interface LearnedUsual extends Required<Pick<DiagnoserOptions, 'learned' | 'onLearned' | 'onForgotten'>> {
  /** Resolves when what was learned so far is stored. */
  settled(): Promise<void>;
}

/** What the diagnoser learned while earlier processes ran, and where it puts what it learns now. A place learns once, not after each restart. */
export async function openLearnedUsual(store: Pick<Store, 'facts'>, log: Log): Promise<LearnedUsual> {
  const facts = await store.facts.list(usualFact);
  const learned = baselinesFromJSON(Object.fromEntries(facts.map(({ id, value }) => [id, value])));
  // A promotion may bring thousands at once, and the last word about a place must stand.
  const writing = createLanes();
  const keep = (place: Place, usual: ReadonlyMap<string, Baseline>) => {
    const key = placeKey(place);
    const { [key]: value } = baselinesToJSON(new Map([[key, new Map(usual)]]));
    log.info({ place }, 'what is usual at a place that the training in use did not see is kept');
    writing
      .run('usual', () => store.facts.put(usualFact, key, value!))
      .catch((err) =>
        log.warn({ err, place }, 'what is usual at a place could not be kept; it learns again after a restart'),
      );
  };
  const forget = (key: string) =>
    void writing
      .run('usual', () => store.facts.remove(usualFact, key))
      .catch((err) => log.warn({ err, key }, 'what was usual at a place that is gone could not be removed'));
  return { learned, onLearned: keep, onForgotten: forget, settled: writing.idle };
}
