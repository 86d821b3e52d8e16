import type { OncallGraph } from '../agents/oncall-graph.ts';
import type { Changes } from '../changes/changes.ts';
import type { Clock } from '../domain/clock.ts';
import type { Place } from '../domain/place.ts';
import { isFinal, type Plan } from '../domain/plan.ts';
import { NocturneError } from '../errors.ts';
import type { Incidents } from '../incidents/incidents.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

const projection = 'plan-endings';

/**
 * Tells incident and agents' thread how a plan ended, once for each plan, whoever ended it: a job, a person or the clock. It reads the
 * outbox, so a crash between the end of a plan and this loses nothing, and all calls may be repeated. An incident that ends withdraws the
 * plans that still wait for people.
 */
export interface PlanEndings {
  start(): void;
  /** Handles what is new at once. */
  run(): Promise<void>;
  close(): Promise<void>;
}

export function createPlanEndings(deps: {
  store: Store;
  incidents: Incidents;
  changes: Pick<Changes, 'cancel'>;
  graph: OncallGraph;
  /** Places that a verified plan took out of use; they stay bad and must wake nobody. */
  drainedBy(plan: Plan): Place[];
  clock: Clock;
  log: Log;
  everyMs?: number;
}): PlanEndings {
  const { store, incidents, changes, graph, clock, log, everyMs = 300 } = deps;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let closed = false;

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

  async function look(): Promise<void> {
    for (const { id, event } of await store.outbox.pending(projection, 50)) {
      if (event.type === 'plan.moved') {
        const plan = await store.plans.get(event.planId);
        if (plan && isFinal(plan.state) && event.to === plan.state) await end(plan);
      }
      if (event.type === 'incident.resolved') await withdraw(event.incidentId);
      await store.outbox.finish(projection, id, clock());
    }
  }

  const run = () => {
    running = running.then(look).catch((err) => log.error({ err }, 'the end of a plan could not be told'));
    return running;
  };

  function again(): void {
    if (closed) return;
    timer = setTimeout(() => void run().then(again), everyMs);
  }

  return {
    start: again,
    run,
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
    },
  };
}
