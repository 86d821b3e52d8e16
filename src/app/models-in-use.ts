import { describeError } from '../errors.ts';
import { type Detection, detection } from '../learning/kinds/detection.ts';
import { modelKinds } from '../learning/kinds/index.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import type { ModelKey, ModelRegistry } from '../models/registry/model-registry.ts';

/** The model that judges. */
export interface InUse {
  found: Awaited<ReturnType<ModelRegistry['read']>>;
  /** Why it is not the one that should be in use: its files, and what to do; null when it is. */
  damage: string | null;
}

/**
 * Reads the model in use. One whose files are damaged stops nothing: the one that was in use before takes its place, or none does. Never throws for
 * what is wrong in the files of models.
 */
export async function readInUse(registry: ModelRegistry, key: ModelKey): Promise<InUse> {
  const champion = await tryTo(async () => usable(key, await registry.readChampion(key)));
  if ('value' in champion) return { found: champion.value, damage: null };
  const before = await tryTo(async () => {
    const { previous } = await registry.aliases(key);
    return previous === null ? none : usable(key, await registry.read(key, previous));
  });
  return { found: 'value' in before ? before.value : none, damage: champion.why };
}

/** So many models that were in use before are looked at. */
const mostFormer = 5;

/** The detectors that were in use before the one that is, oldest first; those that can't be read are left out. */
export async function readFormer(registry: ModelRegistry): Promise<Detection[]> {
  const key = { kind: detection.kind, subject: wholeNetwork };
  const history = await tryTo(() => registry.history(key));
  const changes = 'value' in history ? history.value : [];
  const current = changes.at(-1)?.aliases.champion;
  const ids = new Set(changes.map(({ aliases }) => aliases.champion).filter((id) => id !== null && id !== current));
  const former: Detection[] = [];
  for (const id of [...ids].slice(-mostFormer)) {
    const read = await tryTo(async () => {
      const found = await registry.read(key, id!);
      return found.status === 'ok' ? detection.fromArtefact(found.model, id!) : undefined;
    });
    if ('value' in read && read.value) former.push(read.value);
  }
  return former;
}

const none = { status: 'no-model' } as const;

/** Throws where the model is of another shape than its kind can read. */
function usable({ kind }: ModelKey, found: InUse['found']): InUse['found'] {
  if (found.status === 'ok') modelKinds.find((one) => one.kind === kind)?.fromArtefact(found.model, found.card.id);
  return found;
}

async function tryTo<T>(work: () => Promise<T>): Promise<{ value: T } | { why: string }> {
  try {
    return { value: await work() };
  } catch (thrown) {
    return { why: describeError(thrown) };
  }
}
