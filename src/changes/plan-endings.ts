import type { Clock } from '../domain/clock.ts';
import type { Place } from '../domain/place.ts';
import { isFinal, type Plan, type PlanOutcome } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Log } from '../log.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import type { Changes } from './changes.ts';

/**
 * Tells incident and agents' thread how a plan ended, once for each plan, whoever ended it: a job, a person or the clock. All calls may be
 * repeated. An incident that ends withdraws the plans that still wait for people.
 */
export function createPlanEndings(deps: {
  store: Store;
  incidents: Pick<Incidents, 'resolveByPlan'>;
  changes: Pick<Changes, 'cancel'>;
  /** The agents' thread about the incident, which waits for the end of its plan. */
  graph: { resume(incidentId: string, outcome: PlanOutcome): Promise<unknown> };
  /** Places that a verified plan took out of use; they stay bad and must wake nobody. */
  drainedBy(plan: Plan): Place[];
  clock: Clock;
  log: Log;
  everyMs?: number;
}): OutboxFollower {
  const { store, incidents, changes, graph, clock, log, everyMs = 300 } = deps;

  async function end(plan: Plan): Promise<void> {
    const { incidentId } = plan.content;
    if (plan.state === 'verified') await incidents.resolveByPlan(incidentId, deps.drainedBy(plan));
    const outcome = { planId: plan.id, state: plan.state, detail: plan.outcome };
    const held = await store.withLock(`thread-${incidentId}`, () => graph.resume(incidentId, outcome));
    if (!held) throw new NocturneError('thread-busy', `Another process works on ${incidentId}`, { retryable: true });
  }

  /** Trouble that went away by itself needs no change any more; a vote on a stale card would run one. */
  async function withdraw(incidentId: string): Promise<void> {
    for (const plan of await store.plans.forIncident(incidentId)) {
      await changes.cancel(plan.id, { actor: 'nocturne', reason: 'The incident is over' });
    }
  }

  return createOutboxFollower({
    ...{ store, projection: 'plan-endings', clock, log, everyMs },
    async handle({ event }) {
      if (event.type === 'plan.moved') {
        const plan = await store.plans.get(event.planId);
        if (plan && isFinal(plan.state) && event.to === plan.state) await end(plan);
      }
      if (event.type === 'incident.resolved') await withdraw(event.incidentId);
    },
  });
}
