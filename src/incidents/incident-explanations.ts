import type { Clock } from '../domain/clock.ts';
import type { Store } from '../store/store.ts';
import type { Explanation, Explanations } from './explanations.ts';
import { lacksCause } from './judgement.ts';
import { createOpenIncident, type OpenIncident } from './open-incident.ts';
import type { OpenIncidents } from './open-incidents.ts';
import type { IncidentWriter } from './writer.ts';

/** What the cause of an incident accounts for. */
export interface IncidentExplanations {
  /** What the verdict accounts for; where that is nothing that was seen, or nobody knows the cause, what accounts for most of it. */
  of(entry: OpenIncident): Explanation;
  /** As it was settled, or else as it is now. Also of an incident that has ended; undefined when there is none of this id. */
  byId(id: string): Promise<Explanation | undefined>;
}

/** `clock` is a steady one. */
export function createIncidentExplanations(deps: {
  explanations: Explanations;
  open: OpenIncidents;
  store: Pick<Store, 'incidents'>;
  writer: Pick<IncidentWriter, 'anomaliesOf'>;
  clock: Clock;
}): IncidentExplanations {
  const { explanations, open, store, writer, clock } = deps;

  function of({ incident, shown }: OpenIncident): Explanation {
    const { verdict, place } = incident;
    const named = verdict && { cause: verdict.cause, place: verdict.place, shown };
    return named && !lacksCause(incident) && explanations.count(named) > 0 ? named : explanations.suppose(shown, place);
  }

  return {
    of,
    async byId(id) {
      const entry = open.get(id);
      if (entry) return entry.explanation ?? of(entry);
      const incident = await store.incidents.get(id);
      if (!incident) return undefined;
      return of(createOpenIncident(incident, await writer.anomaliesOf(id), { now: clock(), heardAt: null }));
    },
  };
}
