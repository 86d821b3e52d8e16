import type { Topology } from '../domain/device.ts';
import { describeError } from '../errors.ts';
import { type ModelCard, type ModelKey, wholeNetwork } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { AnyKind, ModelKind } from './kind.ts';
import { modelKinds } from './kinds/index.ts';
import { nameModel } from './training-words.ts';

/** A model as it judges, and what its card says of it. */
export interface ModelInUse<Model> {
  model: Model;
  card: ModelCard;
}

/**
 * The models that were promoted, of every kind, for tools, commands and jobs. Ask again for each use and keep none, because a promotion changes
 * what is in use.
 *
 * @example const found = models.of(forecastShort, 'latency-ms'); if (!found) return { outcome: 'no-data', reason: 'no model is in use' };
 */
export interface ModelsInUse {
  /** The one of this kind about this subject, the network as a whole when left out; null while none is in use. */
  // biome-ignore lint/suspicious/noExplicitAny: what a model learned from is no matter to those who ask it.
  of<Model>(kind: ModelKind<Model, any>, subject?: string): ModelInUse<Model> | null;
}

/** For worlds in which nothing was trained. */
export const noModels: ModelsInUse = { of: () => null };

/** The models in use as the registry has them. None is there before the first `load`. */
export interface LoadedModels extends ModelsInUse {
  /** What there can be a model of, in the order in which kinds are shown. */
  keys: readonly ModelKey[];
  card(key: ModelKey): ModelCard | null;
  /** Why the champion is not the one in use: what is wrong in its files, and what to do; null when it is in use. */
  damage(key: ModelKey): string | null;
  /**
   * Reads what is in use now. A model that stays is not restored again. One whose files are damaged stops nothing: the one that was in use before
   * takes its place, or none does.
   */
  load(): Promise<void>;
}

/** Keeps the models in use of one registry in memory. */
export function createModelsInUse(
  registry: Pick<ModelRegistry, 'readChampion' | 'read' | 'aliases'>,
  topology: Topology,
  kinds: readonly AnyKind[] = modelKinds,
): LoadedModels {
  const wanted = kinds.flatMap((kind) => kind.subjects(topology).map((subject) => ({ kind, subject })));
  let loaded = new Map<string, ModelInUse<unknown>>();
  let damaged = new Map<string, string>();

  type Found = Awaited<ReturnType<ModelRegistry['read']>>;

  /** Throws where the model is of another shape than its kind can read. */
  function restore(kind: AnyKind, name: string, found: Found): ModelInUse<unknown> | null {
    if (found.status !== 'ok') return null;
    const before = loaded.get(name);
    if (before?.card.id === found.card.id) return before;
    return { model: kind.fromArtefact(found.model, found.card.id), card: found.card };
  }

  async function read(
    kind: AnyKind,
    key: ModelKey,
  ): Promise<{ found: ModelInUse<unknown> | null; damage: string | null }> {
    const name = nameModel(key);
    try {
      return { found: restore(kind, name, await registry.readChampion(key)), damage: null };
    } catch (thrown) {
      return { found: await readPrevious(kind, key).catch(() => null), damage: describeError(thrown) };
    }
  }

  async function readPrevious(kind: AnyKind, key: ModelKey): Promise<ModelInUse<unknown> | null> {
    const { previous } = await registry.aliases(key);
    return previous === null ? null : restore(kind, nameModel(key), await registry.read(key, previous));
  }

  return {
    keys: wanted.map(({ kind: { kind }, subject }) => ({ kind, subject })),
    // What was restored under the name of a kind was restored by it.
    of: <Model>({ kind }: { kind: string }, subject = wholeNetwork) =>
      (loaded.get(nameModel({ kind, subject })) as ModelInUse<Model> | undefined) ?? null,
    card: (key) => loaded.get(nameModel(key))?.card ?? null,
    damage: (key) => damaged.get(nameModel(key)) ?? null,
    async load() {
      const next: typeof loaded = new Map();
      const damages: typeof damaged = new Map();
      for (const { kind, subject } of wanted) {
        const key = { kind: kind.kind, subject };
        const { found, damage } = await read(kind, key);
        if (found) next.set(nameModel(key), found);
        if (damage !== null) damages.set(nameModel(key), damage);
      }
      loaded = next;
      damaged = damages;
    },
  };
}
