import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { OutboxEntry } from '../domain/event.ts';
import type { Incident, Severity } from '../domain/incident.ts';
import type { Log } from '../log.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import { type Pager, pageFor } from './pager.ts';
import { worseOf } from './severity.ts';
import type { Silences } from './silences.ts';

const pageKind = 'page';

type Action = 'trigger' | 'acknowledge' | 'resolve';

/**
 * The pager as a projection of what happened, named "pager" in the outbox: an incident from `from` on pages, its owner acknowledges, its end
 * resolves. What is told follows from the incident as it is now, so a late or repeated event pages nobody for what is over.
 */
export function createPaging(deps: {
  store: Store;
  pager: Pager;
  silences: Pick<Silences, 'covering'>;
  topology: Topology;
  /** The least severity that wakes somebody. */
  from: Severity;
  clock: Clock;
  log: Log;
  everyMs?: number;
}): OutboxFollower {
  const { store, clock, log } = deps;

  async function nextAction(incident: Incident, told: Action | undefined): Promise<Action | null> {
    if (incident.state === 'resolved') return told && told !== 'resolve' ? 'resolve' : null;
    if (told) return told === 'trigger' && incident.owner ? 'acknowledge' : null;
    const isGrave = worseOf(incident.severity, deps.from) === incident.severity;
    if (!isGrave || incident.owner || (await deps.silences.covering(incident, clock()))) return null;
    return 'trigger';
  }

  async function handle({ event }: OutboxEntry): Promise<void> {
    if (!event.type.startsWith('incident.') || !('incidentId' in event)) return;
    const incident = await store.incidents.get(event.incidentId);
    if (!incident) return;
    const told = await store.facts.get<Action>(pageKind, incident.id);
    const action = await nextAction(incident, told);
    if (!action) return;
    const page = action === 'trigger' ? pageFor(incident, deps.topology) : undefined;
    await deps.pager.send(page ?? { event_action: action, dedup_key: incident.id });
    await store.facts.put(pageKind, incident.id, action);
    log.info({ incidentId: incident.id, action }, 'the pager was told');
  }

  return createOutboxFollower({ store, projection: 'pager', handle, clock, log, everyMs: deps.everyMs });
}
