import { createDiagnoser, type Diagnoser, type DiagnoserOptions } from '../diagnosis/diagnoser.ts';
import { createLanes } from '../foundation/lanes.ts';
import { describeWorth } from '../learning/gate.ts';
import { causes } from '../learning/kinds/causes.ts';
import { detection } from '../learning/kinds/detection.ts';
import { modelKinds } from '../learning/kinds/index.ts';
import { type ModelDetail, readModelDetail } from '../learning/model-detail.ts';
import type { ModelState } from '../learning/model-states.ts';
import { createModelsInUse, type LoadedModels, type ModelsInUse } from '../learning/models-in-use.ts';
import { openModels } from '../learning/open-models.ts';
import { describeMeasured, groupAlike, nameModel, reasonBriefly } from '../learning/training-words.ts';
import type { AliasChange } from '../models/registry/alias-log.ts';
import type { ModelCard, ModelKey } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import { readFormer } from './former-detectors.ts';

/** One model in use, for people. */
export interface LoadedModel extends ModelState {
  /** None is in use, although one was trained: it did not pass its gate. */
  refused: boolean;
}

/** The models in use. Until something was trained only rules judge, and the status says so. */
export interface LiveModels extends ModelsInUse {
  /** One for the life of the process: models come and go, what is known of the places stays. */
  diagnoser: Diagnoser;
  states(): LoadedModel[];
  /** What there can be a model of, in the order in which kinds are shown. */
  keys: readonly ModelKey[];
  /** All that is to be said of the models of one of these; null for another. */
  detail(key: ModelKey): Promise<ModelDetail | null>;
  /** Every change of what is in use of one of these, the oldest first. */
  changes(key: ModelKey): Promise<AliasChange[]>;
  /** Reads what is in use by the registry. False when no model detects anything. */
  load(): Promise<boolean>;
}

export function createLiveModels(modelsDir: string, options: Omit<DiagnoserOptions, 'models'>): LiveModels {
  const registry = openModels(modelsDir);
  const inUse = createModelsInUse(registry, options.topology);
  const diagnoser = createDiagnoser(options);
  const loading = createLanes();
  let states = groupUntrained(inUse.keys.map(untrained));
  let judging: unknown[] | undefined;

  /** What was in use before this process began may know places that the training in use did not see. */
  async function adoptFormer(): Promise<void> {
    for (const former of await readFormer(registry)) diagnoser.promote({ ...former, causes: null });
  }

  async function load(): Promise<boolean> {
    await inUse.load();
    states = groupUntrained(await Promise.all(inUse.keys.map((key) => describe(registry, key, inUse))));
    const [detecting, naming] = [inUse.of(detection), inUse.of(causes)];
    if (!detecting) return false;
    if (judging?.[0] === detecting && judging[1] === naming) return true;
    if (!judging) await adoptFormer();
    judging = [detecting, naming];
    diagnoser.promote({ ...detecting.model, causes: naming?.model ?? null });
    return true;
  }

  return {
    of: inUse.of,
    diagnoser,
    states: () => states,
    keys: inUse.keys,
    async detail({ kind, subject }) {
      const found = modelKinds.find((one) => one.kind === kind);
      const isThere = inUse.keys.some((key) => key.kind === kind && key.subject === subject);
      return found && isThere ? readModelDetail(found, subject, { registry, inUse }) : null;
    },
    changes: registry.history,
    // One after another: a load that began earlier and ended later would put back what was in use before.
    load: () => loading.run('load', load),
  };
}

type Described = Omit<LoadedModel, 'subjects'> & ModelKey;

const untrained = (key: ModelKey): Described => ({
  ...{ ...key, name: nameModel(key), trainedAt: null, refused: false },
  ...{ note: 'not trained yet', brief: 'not trained yet', worth: null },
});

/** What was never trained is told in one line for each kind, however many metrics it could be about. */
function groupUntrained(all: readonly Described[]): LoadedModel[] {
  const isPlain = ({ trainedAt, refused }: Described) => trainedAt === null && !refused;
  const groups = groupAlike(all, (one) => (isPlain(one) ? one.note : `${one.subject} ${one.note}`));
  return groups.map(({ name, models }) => {
    const { subject: _, ...first } = models[0];
    return { ...first, name, subjects: models.map(({ subject }) => subject) };
  });
}

async function describe(registry: ModelRegistry, key: ModelKey, inUse: LoadedModels): Promise<Described> {
  const card = inUse.card(key);
  const damage = inUse.damage(key);
  if (damage !== null) return describeDamaged(key, card, damage);
  if (!card) {
    const last = (await registry.history(key)).at(-1);
    return last
      ? {
          ...{ ...untrained(key), note: `${last.id} is not in use: ${last.reason}`, refused: true },
          brief: `not in use: ${reasonBriefly(last.reason)}`,
        }
      : untrained(key);
  }
  const isMeasured = card.metrics.some(({ value }) => value !== null);
  const why = isMeasured ? describeMeasured(card) : await reasonFor(registry, key, card.id);
  const note = [card.id, `${card.trainingRows} rows`, why].filter(Boolean).join(', ');
  const brief = isMeasured ? 'in use' : 'in use, not measured';
  return { ...inUseOf(key, card), note, brief };
}

/** The one in use can't be read: the one before it may judge meanwhile, and people have to know. */
function describeDamaged(key: ModelKey, card: ModelCard | null, damage: string): Described {
  const cause = 'files are damaged';
  if (!card)
    return { ...untrained(key), note: `none is in use: ${damage}`, brief: `none is in use: ${cause}`, refused: true };
  const note = `${card.id}, which was in use before, because of this: ${damage}`;
  const brief = `the one before is in use: ${cause}`;
  return { ...inUseOf(key, card), note, brief };
}

const inUseOf = (key: ModelKey, { trainedAt, metrics }: ModelCard) => ({
  ...{ ...key, name: nameModel(key), trainedAt: Date.parse(trainedAt), refused: false, worth: describeWorth(metrics) },
});

/** Why an unmeasured model is in use; nothing is known of one that an older version wrote. */
async function reasonFor(registry: ModelRegistry, key: ModelKey, id: string): Promise<string | undefined> {
  return (await registry.history(key)).findLast((change) => change.id === id)?.reason;
}
