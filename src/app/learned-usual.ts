import { type Baseline, type BaselinesJson, baselinesFromJSON, baselinesToJSON } from '../diagnosis/baseline.ts';
import type { DiagnoserOptions } from '../diagnosis/diagnoser.ts';
import { type Place, placeKey } from '../domain/place.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

/** Kind of the facts that hold what is usual at a place that no training has seen, by metric; the id is the key of the place. */
const usualFact = 'usual';

/** What the diagnoser learned while earlier processes ran, and where it puts what it learns now. A place learns once, not after each restart. */
export async function openLearnedUsual(
  store: Pick<Store, 'facts'>,
  log: Log,
): Promise<Required<Pick<DiagnoserOptions, 'learned' | 'onLearned'>>> {
  const facts = await store.facts.list<BaselinesJson[string]>(usualFact);
  const learned = baselinesFromJSON(Object.fromEntries(facts.map(({ id, value }) => [id, value])));
  const keep = (place: Place, usual: ReadonlyMap<string, Baseline>) => {
    const key = placeKey(place);
    const { [key]: value } = baselinesToJSON(new Map([[key, new Map(usual)]]));
    log.info({ place }, 'a new place has learned what is usual');
    store.facts
      .put(usualFact, key, value)
      .catch((err) =>
        log.warn({ err, place }, 'what is usual at a place could not be kept; it learns again after a restart'),
      );
  };
  return { learned, onLearned: keep };
}
