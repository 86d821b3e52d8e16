import type { Clock } from '../domain/clock.ts';
import { findKinds } from '../learning/find-kinds.ts';
import type { ModelKey } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { Store } from '../store/store.ts';
import type { WantedModel } from '../web/model-routes.ts';

/**
 * Puts a model in use because a person wants it, and answers with its id. The audit is written first: where that fails, nothing changes. Throws
 * `unknown-model-kind`, `no-such-model` and `no-previous-model`.
 */
export async function changeModel(
  deps: { registry: ModelRegistry; store: Pick<Store, 'audit'>; clock: Clock },
  { kind, subject, id, by, reason }: WantedModel,
): Promise<ModelKey & { id: string }> {
  const { registry, store, clock } = deps;
  findKinds([kind]);
  const key = { kind, subject };
  const { champion, previous } = await registry.aliases(key);
  const wanted = id ?? previous;
  const isThere = wanted !== null && (await registry.read(key, wanted)).status === 'ok';
  const at = clock();
  if (isThere && wanted !== champion) {
    const action = id === null ? 'model.back' : 'model.promoted';
    const detail = { id: wanted, before: champion, by, reason };
    await store.audit.append({ at, actor: 'operator', action, subject: `${kind}/${subject}`, detail });
  }
  const mover = { by, at, reason };
  if (id === null) return { ...key, id: await registry.goBack(key, mover) };
  await registry.promote(key, id, mover);
  return { ...key, id };
}
