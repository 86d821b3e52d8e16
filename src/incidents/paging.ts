import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { OutboxEntry } from '../domain/event.ts';
import type { Incident, Severity } from '../domain/incident.ts';
import type { Log } from '../log.ts';
import { defineFact } from '../store/fact-kind.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import { type Pager, pageFor } from './pager.ts';
import { worseOf } from './severity.ts';
import type { Silences } from './silences.ts';

const action = z.enum(['trigger', 'acknowledge', 'resolve']);

/** An alert at the pager, and what was told about it last. */
const page = z.object({ key: z.string(), told: action });
type Page = z.output<typeof page>;

/**
 * The alerts of an incident; the id is the incident's. An earlier release kept the action alone. One that is damaged pages again: somebody may be
 * woken twice, but not never.
 */
export const pageFact = defineFact({
  name: 'page',
  value: z.union([z.array(page), action]),
  whenDamaged: 'leave-out',
});

/**
 * The pager as a projection of what happened, named "pager" in the outbox: an incident from `from` on pages, its owner acknowledges, its end
 * resolves. An incident that was taken and is nobody's again, because it became worse, pages anew: as an alert of its own, because the pager
 * wakes nobody for one that is acknowledged. What is told follows from the incident as it is now, so a late or repeated event pages nobody for what is over.
 * A pager that is new begins now: what was going on before pages when it is told of again.
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

  async function pages(id: string): Promise<Page[]> {
    const stored = await store.facts.get(pageFact, id);
    return typeof stored === 'string' ? [{ key: id, told: stored }] : (stored ?? []);
  }

  async function mayWake(incident: Incident): Promise<boolean> {
    const isGrave = worseOf(incident.severity, deps.from) === incident.severity;
    return isGrave && !incident.owner && !(await deps.silences.covering(incident, clock()));
  }

  /** What to tell next: about one of the pages, or about a new one. */
  async function nextPage(incident: Incident, told: Page[]): Promise<Page | null> {
    const latest = told.at(-1);
    if (incident.state === 'resolved') {
      const open = told.find((page) => page.told !== 'resolve');
      return open ? { key: open.key, told: 'resolve' } : null;
    }
    if (latest?.told === 'trigger') return incident.owner ? { key: latest.key, told: 'acknowledge' } : null;
    if (!(await mayWake(incident))) return null;
    return { key: latest ? `${incident.id}-${incident.severity}` : incident.id, told: 'trigger' };
  }

  async function handle({ event }: OutboxEntry): Promise<void> {
    if (!event.type.startsWith('incident.') || !('incidentId' in event)) return;
    const incident = await store.incidents.get(event.incidentId);
    if (!incident) return;
    const told = await pages(incident.id);
    for (let next = await nextPage(incident, told); next; next = await nextPage(incident, told)) {
      const { key, told: action } = next;
      const alert = action === 'trigger' ? pageFor(incident, deps.topology) : { event_action: action };
      await deps.pager.send({ ...alert, dedup_key: key });
      const known = told.find((page) => page.key === key);
      if (known) known.told = action;
      else told.push(next);
      await store.facts.put(pageFact, incident.id, told);
      log.info({ incidentId: incident.id, key, action }, 'the pager was told');
    }
  }

  return createOutboxFollower({ store, projection: 'pager', from: 'now', handle, clock, log, everyMs: deps.everyMs });
}
