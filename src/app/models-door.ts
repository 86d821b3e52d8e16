import type { Clock } from '../domain/clock.ts';
import { causesKey } from '../jobs/training/challenge-steps.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { Store } from '../store/store.ts';
import type { ModelsPort } from '../web/model-routes.ts';
import { changeModel } from './change-model.ts';
import { tellOfCauses } from './former-model.ts';

/** The models of a running bot, for its API. `onChanged` puts to work what is in use now. */
export function createModelsDoor(deps: {
  registry: ModelRegistry;
  store: Pick<Store, 'audit' | 'facts' | 'transaction'>;
  clock: Clock;
  onChanged: () => Promise<void>;
}): ModelsPort {
  const { registry, onChanged } = deps;
  return {
    async list() {
      const histories = (await registry.keys()).map(async (key) => ({ ...key, changes: await registry.history(key) }));
      return { models: await registry.list(), histories: await Promise.all(histories) };
    },
    async change(wanted) {
      const changed = await changeModel(deps, wanted);
      await onChanged();
      if (wanted.kind === causesKey.kind) await tellOfCauses(deps);
      return changed;
    },
  };
}
