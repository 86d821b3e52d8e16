import type { CauseModel } from '../../diagnosis/cause-model.ts';
import { wayOf } from '../../diagnosis/cause-ways.ts';
import { causes } from '../../learning/kinds/causes.ts';
import type { CauseNaming } from '../../learning/online/way-words.ts';
import type { ModelRegistry } from '../../models/registry/model-registry.ts';
import { causesKey } from './challenge-steps.ts';

/** Who names causes with this model in use, rules where there is none; `labels` teach. */
export const namingOf = (model: Pick<CauseModel, 'way'> | null, labels: number): CauseNaming => ({
  way: model ? wayOf(model) : 'rules',
  labels,
});

/** The same by the registry, for programs in which no model judges. A model that can't be read counts as none: `models` says what is damaged. */
export async function readNaming(registry: Pick<ModelRegistry, 'readChampion'>, labels: number): Promise<CauseNaming> {
  const found = await registry.readChampion(causesKey).catch(() => null);
  return namingOf(found?.status === 'ok' ? causes.fromArtefact(found.model, found.card.id) : null, labels);
}
