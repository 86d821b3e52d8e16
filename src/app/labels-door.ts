import { isCauseId } from '../domain/cause.ts';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { Label } from '../domain/recording.ts';
import { createGivenLabels, labelKey } from '../incidents/given-labels.ts';
import { readChallenges } from '../jobs/training/challenge-facts.ts';
import { levelLookFact } from '../jobs/training/level-facts.ts';
import { countTeaching } from '../jobs/training/teaching-labels.ts';
import { readKnownLabels } from '../learning/known-labels.ts';
import type { Store } from '../store/store.ts';
import type { ImportedLabels, LabelsPort } from '../web/label-routes.ts';

interface LabelsDeps {
  store: Pick<Store, 'incidents' | 'facts' | 'transaction'>;
  topology: () => Promise<Topology>;
  clock: Clock;
}

/** The labels of a store, for its API and for commands. */
export function createLabelsDoor(deps: LabelsDeps): LabelsPort {
  return {
    async list() {
      const { labels, unconfirmed, dismissed } = await readKnownLabels(deps.store);
      const challenge = (await readChallenges(deps.store)).at(-1) ?? null;
      const levels = (await deps.store.facts.get(levelLookFact, 'network')) ?? null;
      const teaching = await countTeaching(deps.store, labels);
      return { labels, unconfirmed: unconfirmed.length, dismissed: dismissed.length, challenge, levels, teaching };
    },
    add: (order) => importLabels(deps, order),
  };
}

/**
 * Stores labels from elsewhere in one transaction, with an entry in the audit where any is new. What is known is left as it is, also where an
 * incident makes the same label, so that what was exported can come back.
 */
async function importLabels(
  { store, topology, clock }: LabelsDeps,
  { labels, by }: { labels: Label[]; by: string },
): Promise<ImportedLabels> {
  const devices = new Set((await topology()).devices.map(({ name }) => name));
  return store.transaction(async (tables) => {
    const known = new Set((await readKnownLabels(tables)).labels.map(labelKey));
    const added = new Map(
      labels.map((label) => [labelKey(label), label]).filter(([key]) => !known.has(key as string)) as [string, Label][],
    );
    const counts = { labels: labels.length, added: added.size, known: labels.length - added.size };
    const at = clock();
    if (added.size > 0)
      await tables.audit.append({
        at,
        actor: 'operator',
        action: 'labels.imported',
        subject: 'labels',
        detail: { ...counts, by },
      });
    const given = createGivenLabels(tables.facts);
    for (const label of added.values()) await given.put({ ...label, at, by });
    const fresh = [...added.values()];
    return {
      ...counts,
      unknownCauses: namesOf(fresh.map(({ cause }) => cause).filter((cause) => !isCauseId(cause))),
      outsideInventory: namesOf(fresh.map(({ device }) => device).filter((device) => !devices.has(device))),
    };
  });
}

const namesOf = (names: readonly string[]) => [...new Set(names)].sort();
