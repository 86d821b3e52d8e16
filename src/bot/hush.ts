import type { OutboxEntry } from '../domain/event.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Store } from '../store/store.ts';
import type { PostedMessages } from './posted-messages.ts';
import { slots } from './slots.ts';

/**
 * What may be said about an event: `all`; `edits` of what stands in Slack already; `nothing`; or everything that was held back, because the
 * silence that hid the incident is over (`catch-up`).
 */
export type Say = 'all' | 'edits' | 'nothing' | 'catch-up';

const hiddenKind = 'incident-hidden';

/** Holds back what a silence covers. Judged at the time of the event, so that a late projection tells the same. */
export interface Hush {
  rule(entry: OutboxEntry): Promise<Say>;
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
      if (silence && stands) return 'edits';
      if (silence) {
        await store.facts.put(hiddenKind, incident.id, silence.id);
        return 'nothing';
      }
      if (stands || !(await store.facts.get<string>(hiddenKind, incident.id))) return 'all';
      // Nobody needs to hear of trouble that came and went while it was silenced.
      return incident.state === 'resolved' ? 'nothing' : 'catch-up';
    },
  };
}
