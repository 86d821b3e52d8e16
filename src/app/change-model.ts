import type { Clock } from '../domain/clock.ts';
import { rulesModelId } from '../domain/verdict-source.ts';
import { findKinds } from '../learning/find-kinds.ts';
import type { ModelKey } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { Store } from '../store/store.ts';
import type { WantedModel } from '../web/model-routes.ts';

/**
 * Puts a model in use because a person wants it, and answers with its id. Before the first model of a kind that names causes there were the rules, so going
 * back from it leads to them. The audit is written first: where that fails, nothing changes. Throws `unknown-model-kind`, `no-such-model` and
 * `no-previous-model`.
 */
export async function changeModel(
  deps: { registry: ModelRegistry; store: Pick<Store, 'audit'>; clock: Clock },
  { kind, subject, id, by, reason, actor = 'operator' }: WantedModel & { actor?: string },
): Promise<ModelKey & { id: string }> {
  const { registry, store, clock } = deps;
  const [found] = findKinds([kind]);
  const key = { kind, subject };
  const { champion, previous } = await registry.aliases(key);
  const wanted = id ?? previous;
  const isThere = wanted !== null && (await registry.read(key, wanted)).status === 'ok';
  const at = clock();
  const mover = { by, at, reason };
  const auditOf = (action: string, after: string, before: string | null) =>
    store.audit.append({
      ...{ at, actor, action, subject: `${kind}/${subject}` },
      detail: { id: after, before, by, reason },
    });
  if (id === null && champion !== null && previous === null && found!.namesCauses) {
    await auditOf('model.back', rulesModelId, champion);
    await registry.retire(key, champion, mover);
    return { ...key, id: rulesModelId };
  }
  if (isThere && wanted !== champion) {
    await auditOf(id === null ? 'model.back' : 'model.promoted', wanted, champion);
  }
  if (id === null) return { ...key, id: await registry.goBack(key, mover) };
  await registry.promote(key, id, mover);
  return { ...key, id };
}
