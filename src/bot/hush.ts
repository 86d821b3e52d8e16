import { z } from 'zod';
import type { OutboxEntry } from '../domain/event.ts';
import type { Silences } from '../incidents/silences.ts';
import { defineFact } from '../store/fact-kind.ts';
import type { Store } from '../store/store.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';

/**
 * What may be said about an event: `all`; `edits` of what stands in Slack already; `nothing`; or `catch-up`, which is all of it and everything
 * that was held back before, because the silence that hid it is over.
 */
export type Say = 'all' | 'edits' | 'nothing' | 'catch-up';

/** The silence that hid an incident; the id is the incident's. Without it, what was held back is told with the next event. */
export const hiddenFact = defineFact({ name: 'incident-hidden', value: z.string(), whenDamaged: 'leave-out' });

/** Holds back what a silence covers. Judged at the time of the event, so that a late projection tells the same. */
export interface Hush {
  rule(entry: OutboxEntry): Promise<Say>;
  /** To be called when everything that was held back about an incident is told. */
  caughtUp(incidentId: string): Promise<void>;
}

export function createHush(deps: {
  store: Store;
  silences: Pick<Silences, 'covering'>;
  posted: Pick<PostedMessages, 'find'>;
}): Hush {
  const { store, silences, posted } = deps;
  return {
    async rule({ event, at }) {
      const incident = 'incidentId' in event ? await store.incidents.get(event.incidentId) : undefined;
      if (!incident) return 'all';
      const stands = (await posted.find(slots.head(incident.id))) !== undefined;
      const silence = await silences.covering(incident, at);
      if (silence) {
        await store.facts.put(hiddenFact, incident.id, silence.id);
        return stands ? 'edits' : 'nothing';
      }
      if (!(await store.facts.get(hiddenFact, incident.id))) return 'all';
      if (incident.state !== 'resolved') return 'catch-up';
      // Nobody needs to hear of trouble that came and went while it was silenced.
      return stands ? 'all' : 'nothing';
    },
    caughtUp: (incidentId) => store.facts.remove(hiddenFact, incidentId),
  };
}
