import { causeFeatureNames } from '../diagnosis/cause-features.ts';
import { anomaliesFact } from '../incidents/anomalies-fact.ts';
import { causes } from '../learning/kinds/causes.ts';
import { wholeNetwork } from '../models/registry/model-card.ts';
import type { ModelRegistry } from '../models/registry/model-registry.ts';
import type { ForestImportance, RecordsPort } from '../questions/gather-records.ts';
import type { Store } from '../store/store.ts';

/** More incidents than any product has kept. */
const allIncidents = 1_000_000;

/** Forests that are read, the latest: each takes some milliseconds. */
const mostForests = 20;

/** Incidents and models, for questions about the history. */
export function createQuestionRecords({
  store,
  registry,
}: {
  store: Pick<Store, 'incidents' | 'facts'>;
  registry: Pick<ModelRegistry, 'list' | 'read'>;
}): RecordsPort {
  return {
    incidents: () => store.incidents.list({ limit: allIncidents }),
    anomaliesOf: async (id) => (await store.facts.get(anomaliesFact, id)) ?? [],
    async importances() {
      const cards = (await registry.list(causes.kind)).slice(0, mostForests);
      const found: ForestImportance[] = [];
      for (const { card } of cards) {
        const artefact = await registry.read({ kind: causes.kind, subject: wholeNetwork }, card.id);
        if (artefact.status !== 'ok') continue;
        const { layout, forest } = causes.fromArtefact(artefact.model, card.id);
        const features = causeFeatureNames(layout).map((feature, i) => ({
          feature,
          importance: forest.importance[i]!,
        }));
        found.push({ model: card.id, trainedAt: Date.parse(card.trainedAt), features });
      }
      return found;
    },
  };
}
