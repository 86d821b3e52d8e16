import { z } from 'zod';
import type { CauseId } from '../domain/cause.ts';
import { defineFact, word } from '../store/fact-kind.ts';
import type { FactTable } from '../store/store.ts';

/**
 * What a person said about an incident and its diagnosis. `verdict` is what models or rules had said then. `cause` is set when the person named the
 * true one; `right` and `useful` are null as long as they said nothing about it.
 */
const incidentLabel = z.object({
  incidentId: z.string(),
  user: z.string(),
  at: z.number(),
  verdict: word<CauseId>().nullable(),
  right: z.boolean().nullable(),
  cause: word<CauseId>().nullable(),
  useful: z.boolean().nullable(),
});
export type IncidentLabel = z.output<typeof incidentLabel>;

/** Labels by incident and person: a second word of the same person takes the place of the first. */
export interface IncidentLabels {
  put(said: Pick<IncidentLabel, 'incidentId' | 'user' | 'at' | 'verdict'> & Partial<IncidentLabel>): Promise<void>;
  /** What was said about one incident, the latest last. */
  of(incidentId: string): Promise<IncidentLabel[]>;
  /** Everything that was said. */
  all(): Promise<IncidentLabel[]>;
}

/** The id is the incident's and the person's. Nothing is learned from one that is damaged. */
export const labelFact = defineFact({
  name: 'label',
  id: /^.+:.+$/,
  value: incidentLabel,
  whenDamaged: 'leave-out',
});

export function createIncidentLabels(facts: FactTable): IncidentLabels {
  const all = async () => (await facts.list(labelFact)).map(({ value }) => value).sort((a, b) => a.at - b.at);
  return {
    all,
    of: async (incidentId) => (await all()).filter((label) => label.incidentId === incidentId),
    async put(said) {
      const id = `${said.incidentId}:${said.user}`;
      const known = await facts.get(labelFact, id);
      // The word about the cause is about the verdict of its moment, whatever is said of its use later.
      const kept = known && known.right !== null && said.right === undefined ? momentOf(known) : {};
      await facts.put(labelFact, id, { right: null, cause: null, useful: null, ...known, ...said, ...kept });
    },
  };
}

const momentOf = ({ at, verdict }: IncidentLabel) => ({ at, verdict });
