import type { LearnedValues } from '../domain/learned-values.ts';
import type { LossCurve } from '../domain/loss-curve.ts';
import { describeError } from '../errors.ts';
import { curveOf } from '../models/losses.ts';
import type { AliasChange } from '../models/registry/alias-log.ts';
import type { ModelCard, ModelKey } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { AnyKind } from './kind.ts';
import type { LoadedModels, ModelInUse } from './models-in-use.ts';

/** Who put a model in use or kept it out of use, when (UTC, ISO 8601) and why. */
export type ModelChange = Pick<AliasChange, 'at' | 'by' | 'id' | 'reason'>;

/** All that is to be said of the models of one kind and subject. Plain JSON. */
export interface ModelDetail extends ModelKey {
  /** Title and purpose of its kind. */
  title: string;
  purpose: string;
  /** Whether labels tell how good its models are. */
  namesCauses: boolean;
  /** Of the model in use, and where none is, of the one that was trained last; null where none was trained. */
  card: ModelCard | null;
  isInUse: boolean;
  /** How the model of the card came to be in use, or not; null where an older version noted nothing. */
  change: ModelChange | null;
  /** The model that was trained last, where another one is in use and it did not take its place. */
  challenger: ModelChange | null;
  /** What can't be read, and what to do; null where nothing is damaged. */
  damage: string | null;
  /** How the error of the model of the card fell while it learned; null for one without passes. */
  losses: LossCurve | null;
  /** What the model of the card learned of each choice; null for one that chooses nothing. */
  values: LearnedValues | null;
}

/** Reads what is known of a kind and subject. A model whose files are damaged is told as such; this never fails because of one. */
export async function readModelDetail(
  kind: AnyKind,
  subject: string,
  { registry, inUse }: { registry: Pick<ModelRegistry, 'read' | 'aliases' | 'history'>; inUse: LoadedModels },
): Promise<ModelDetail> {
  const key = { kind: kind.kind, subject };
  const [history, { challenger }] = await Promise.all([registry.history(key), registry.aliases(key)]);
  const lastOf = (id: string, isInUse: boolean): ModelChange | null => {
    const isSuch = ({ id: changed, action }: AliasChange) =>
      changed === id && (action === 'promote' || action === 'back') === isInUse;
    const found = history.findLast(isSuch);
    return found ? { at: found.at, by: found.by, id, reason: found.reason } : null;
  };
  const used = inUse.of(kind, subject);
  const kept = used || challenger === null ? null : await readKept(registry, kind, { key, id: challenger });
  const found = used ?? kept?.found ?? null;
  const losses = found ? kind.losses?.(found.model) : null;
  return {
    ...{ ...key, title: kind.title, purpose: kind.purpose, namesCauses: kind.namesCauses ?? false },
    ...{ card: found?.card ?? null, isInUse: used !== null },
    change: found && lastOf(found.card.id, used !== null),
    challenger: used && challenger !== null ? lastOf(challenger, false) : null,
    damage: inUse.damage(key) ?? kept?.damage ?? null,
    losses: losses ? curveOf(losses) : null,
    values: (found && kind.values?.(found.model)) ?? null,
  };
}

/** The model that was trained last and is not in use. */
async function readKept(
  registry: Pick<ModelRegistry, 'read'>,
  kind: AnyKind,
  { key, id }: { key: ModelKey; id: string },
): Promise<{ found: ModelInUse<unknown> | null; damage: string | null }> {
  try {
    const artefact = await registry.read(key, id);
    if (artefact.status === 'no-model') return { found: null, damage: null };
    return { found: { model: kind.fromArtefact(artefact.model, id), card: artefact.card }, damage: null };
  } catch (thrown) {
    return { found: null, damage: describeError(thrown) };
  }
}
