import type { ModelsPort } from '../bot/ports.ts';
import { escapeMrkdwn } from '../bot/text.ts';
import type { Clock } from '../domain/clock.ts';
import { rulesModelId } from '../domain/verdict-source.ts';
import { describeError, NocturneError } from '../errors.ts';
import { readChallenges } from '../jobs/training/challenge-facts.ts';
import { causesKey } from '../jobs/training/challenge-steps.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { Store } from '../store/store.ts';
import { changeModel } from './change-model.ts';

interface FormerModelDeps {
  registry: ModelRegistry;
  store: Pick<Store, 'audit' | 'facts' | 'transaction' | 'withLock'>;
  clock: Clock;
  /** Puts to work what is in use now. */
  onChanged(): Promise<void>;
}

/** The way back from the model that names causes, for the bot. */
export function createFormerModel(deps: FormerModelDeps): Required<Pick<ModelsPort, 'former' | 'useFormer'>> {
  const { registry, store } = deps;

  async function goBack(id: string, by: string): Promise<string> {
    const { champion } = await registry.aliases(causesKey);
    if (champion !== id) return `Nothing changes: \`${escapeMrkdwn(id, 60)}\` is not in use any more.`;
    const wanted = { ...causesKey, id: null, by, reason: 'by its button', actor: by };
    const changed = await changeModel(deps, wanted);
    await deps.onChanged();
    await tellOfCauses(deps);
    return changed.id === rulesModelId
      ? 'Rules name causes again.'
      : `\`${escapeMrkdwn(changed.id, 60)}\` names causes again.`;
  }

  return {
    async former() {
      const { champion, previous } = await registry.aliases(causesKey);
      return champion === null ? null : { inUse: champion, before: previous };
    },
    async useFormer({ kind, id, by }) {
      if (kind !== causesKey.kind) return 'I do not know this model.';
      try {
        // One after the other: two clicks at once would go back and forth.
        const done = await store.withLock('use-former-model', () => goBack(id, by));
        return done ? done.value : 'Somebody else is doing this at this moment.';
      } catch (thrown) {
        if (thrown instanceof NocturneError && !thrown.retryable) return escapeMrkdwn(describeError(thrown), 500);
        throw thrown;
      }
    },
  };
}

/** Brings the messages of the last challenge up to date with the model that is in use now. */
export async function tellOfCauses({
  store,
  clock,
}: Pick<FormerModelDeps, 'clock'> & { store: Pick<Store, 'facts' | 'transaction'> }): Promise<void> {
  const last = (await readChallenges(store)).at(-1);
  if (!last) return;
  const event = { type: 'challenge.changed', challengeId: last.id } as const;
  await store.transaction(({ outbox }) => outbox.append(`${last.id}:model:${clock()}`, event, clock()));
}
