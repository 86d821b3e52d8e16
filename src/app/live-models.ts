import type { ModelState } from '../bot/ports.ts';
import { createDiagnoser, type Diagnoser, type DiagnoserOptions } from '../diagnosis/diagnoser.ts';
import { createLanes } from '../foundation/lanes.ts';
import type { ModelKind } from '../learning/kind.ts';
import { causes } from '../learning/kinds/causes.ts';
import { detection } from '../learning/kinds/detection.ts';
import { modelKinds } from '../learning/kinds/index.ts';
import { openModels } from '../learning/open-models.ts';
import { describeMeasured, nameModel } from '../learning/training-words.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import type { ModelKey, ModelRegistry } from '../models/registry/model-registry.ts';
import { type InUse, readFormer, readInUse } from './models-in-use.ts';

/** One model in use, for people. */
export interface LoadedModel extends ModelState {
  /** None is in use, although one was trained: it did not pass its gate. */
  refused: boolean;
}

/** The models in use. Until something was trained nothing is judged, and the status says so. */
export interface LiveModels {
  /** One for the life of the process: models come and go, what is known of the places stays. */
  diagnoser: Diagnoser;
  states(): LoadedModel[];
  /** Reads what is in use by the registry. False when no model detects anything. */
  load(): Promise<boolean>;
}

export function createLiveModels(modelsDir: string, options: Omit<DiagnoserOptions, 'models'>): LiveModels {
  const registry = openModels(modelsDir);
  const { topology } = options;
  const keys = modelKinds.flatMap(({ kind, subjects }) => subjects(topology).map((subject) => ({ kind, subject })));
  const diagnoser = createDiagnoser(options);
  const loading = createLanes();
  let states = keys.map(untrained);
  let loaded: string | undefined;

  /** What was in use before this process began may know places that the training in use did not see. */
  async function adoptFormer(): Promise<void> {
    for (const former of await readFormer(registry)) diagnoser.promote({ ...former, causes: null });
  }

  async function load(): Promise<boolean> {
    const found = new Map<string, InUse>();
    for (const key of keys) found.set(nameModel(key), await readInUse(registry, key));
    states = await Promise.all(keys.map((key) => describe(registry, key, found.get(nameModel(key))!)));
    const inUse = JSON.stringify(
      [...found.values()].map(({ found: one }) => (one.status === 'ok' ? one.card.id : null)),
    );
    if (inUse === loaded) return true;
    const detecting = restore(detection, found);
    if (!detecting) return false;
    if (loaded === undefined) await adoptFormer();
    loaded = inUse;
    diagnoser.promote({ ...detecting, causes: restore(causes, found) });
    return true;
  }

  // One after another: a load that began earlier and ended later would put back what was in use before.
  return { diagnoser, states: () => states, load: () => loading.run('load', load) };
}

/** The model of a kind that has one for the whole network. */
function restore<Model, Data>({ kind, fromArtefact }: ModelKind<Model, Data>, all: Map<string, InUse>): Model | null {
  const found = all.get(nameModel({ kind, subject: wholeNetwork }))?.found;
  return found?.status === 'ok' ? fromArtefact(found.model, found.card.id) : null;
}

const untrained = (key: ModelKey): LoadedModel => ({
  ...{ name: nameModel(key), trainedAt: null, note: 'not trained yet', refused: false },
});

async function describe(registry: ModelRegistry, key: ModelKey, { found, damage }: InUse): Promise<LoadedModel> {
  if (damage) return describeDamaged(key, found, damage);
  if (found.status === 'no-model') {
    const last = (await registry.history(key)).at(-1);
    return last
      ? { ...untrained(key), note: `${last.id} is not in use: ${last.reason}`, refused: true }
      : untrained(key);
  }
  const { card } = found;
  const isMeasured = card.metrics.some(({ value }) => value !== null);
  const why = isMeasured ? describeMeasured(card) : await reasonFor(registry, key, card.id);
  const note = [card.id, `${card.trainingRows} rows`, why].filter(Boolean).join(', ');
  return { name: nameModel(key), trainedAt: Date.parse(card.trainedAt), note, refused: false };
}

/** The one in use can't be read: the one before it may judge meanwhile, and people have to know. */
function describeDamaged(key: ModelKey, found: InUse['found'], damage: string): LoadedModel {
  if (found.status === 'no-model') return { ...untrained(key), note: `none is in use: ${damage}`, refused: true };
  const note = `${found.card.id}, which was in use before, because of this: ${damage}`;
  return { name: nameModel(key), trainedAt: Date.parse(found.card.trainedAt), note, refused: false };
}

/** Why an unmeasured model is in use; nothing is known of one that an older version wrote. */
async function reasonFor(registry: ModelRegistry, key: ModelKey, id: string): Promise<string | undefined> {
  return (await registry.history(key)).findLast((change) => change.id === id)?.reason;
}
