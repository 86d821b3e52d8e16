import type { CauseId } from '../domain/cause.ts';
import type { FactTable } from '../store/store.ts';

/**
 * What a person said about an incident and its diagnosis. `verdict` is what the models had said then. `cause` is set when the person named the
 * true one; `right` and `useful` are null as long as they said nothing about it.
 */
export interface IncidentLabel {
  incidentId: string;
  user: string;
  at: number;
  verdict: CauseId | null;
  right: boolean | null;
  cause: CauseId | null;
  useful: boolean | null;
}

/** Labels by incident and person: a second word of the same person takes the place of the first. */
export interface IncidentLabels {
  put(said: Pick<IncidentLabel, 'incidentId' | 'user' | 'at' | 'verdict'> & Partial<IncidentLabel>): Promise<void>;
  /** What was said about one incident, the latest last. */
  of(incidentId: string): Promise<IncidentLabel[]>;
  /** Everything that was said. */
  all(): Promise<IncidentLabel[]>;
}

export const labelKind = 'label';

export function createIncidentLabels(facts: FactTable): IncidentLabels {
  const all = async () =>
    (await facts.list<IncidentLabel>(labelKind)).map(({ value }) => value).sort((a, b) => a.at - b.at);
  return {
    all,
    of: async (incidentId) => (await all()).filter((label) => label.incidentId === incidentId),
    async put(said) {
      const id = `${said.incidentId}:${said.user}`;
      const known = await facts.get<IncidentLabel>(labelKind, id);
      await facts.put(labelKind, id, { right: null, cause: null, useful: null, ...known, ...said });
    },
  };
}
