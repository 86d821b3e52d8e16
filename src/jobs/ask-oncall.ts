import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { OutboxEntry } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import { type OncallConfig, shiftFor } from '../incidents/oncall.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Log } from '../log.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import type { Queue } from './job.ts';
import type { Debtor, Owed } from './reconciliation.ts';

export const askOncallJob = 'ask-oncall';

/** What waits for somebody: an incident to be taken, or a plan of one to be decided about. */
interface Waiting {
  incidentId: string;
  planId: string | null;
}

/** Payload of the job. `step` 1 asks who comes after the person on call; the last step asks that person again. */
type Ask = Waiting & { step: number };

const minuteMs = 60_000;

/**
 * Brings what nobody took to the next person on call: the follower watches for what begins to wait and asks for the job, and the job asks the
 * next person, or nobody when it waits no more. Everybody of the rotation is asked once. Without a rotation nothing is asked.
 */
export function defineAskOncall(
  queue: Queue,
  deps: {
    store: Store;
    oncall: OncallConfig;
    topology: Topology;
    silences: Pick<Silences, 'covering'>;
    clock: Clock;
    log: Log;
    everyMs?: number;
  },
): OutboxFollower {
  const { store, oncall, topology, clock, log } = deps;

  async function schedule(ask: Ask, since: number, again = ''): Promise<void> {
    const key = `${askOncallJob}-${ask.planId ?? ask.incidentId}-${ask.step}${again}`;
    await queue.later(askOncallJob, { ...ask }, { at: since + waitMs(oncall, ask.planId), key });
  }

  /** The incident when it, or the plan, still waits. */
  async function waitingIncident({ incidentId, planId }: Waiting): Promise<Incident | undefined> {
    const incident = await store.incidents.get(incidentId);
    if (planId === null) return incident && incident.state !== 'resolved' && !incident.owner ? incident : undefined;
    return (await store.plans.get(planId))?.state === 'pending' ? incident : undefined;
  }

  async function tell(ask: Ask, user: string): Promise<void> {
    const { incidentId, planId, step } = ask;
    const at = clock();
    const event = { type: 'oncall.asked', incidentId, planId, user, step } as const;
    const subject = planId ?? incidentId;
    await store.transaction(async (tables) => {
      const isNew = await tables.outbox.append(`${subject}:oncall:${step}`, event, at);
      if (!isNew) return;
      const detail = { user, step };
      await tables.audit.append({ at, actor: 'nocturne', action: 'oncall.asked', subject, detail });
    });
    log.info({ subject, user, step }, 'the next person on call was asked');
  }

  async function ask(payload: Ask): Promise<void> {
    const incident = await waitingIncident(payload);
    if (!incident) return;
    if (await deps.silences.covering(incident, clock())) return schedule(payload, clock(), `-${clock()}`);
    const order = shiftFor(oncall, topology, incident.place, clock())?.order ?? [];
    if (order.length === 0) return;
    await tell(payload, order[payload.step % order.length]!);
    if (payload.step < order.length) await schedule({ ...payload, step: payload.step + 1 }, clock());
  }

  queue.define(askOncallJob, {
    attempts: 5,
    handle: (payload) => ask(payload as unknown as Ask),
    onFailed: 'asked-again',
  });

  async function handle({ event, at }: OutboxEntry): Promise<void> {
    if (oncall.rotations.length === 0) return;
    const { incidentId } = event as { incidentId: string };
    if (event.type === 'incident.opened') await schedule({ incidentId, planId: null, step: 1 }, at);
    if (event.type === 'plan.proposed') await schedule({ incidentId, planId: event.planId, step: 1 }, at);
  }

  return createOutboxFollower({ store, projection: 'oncall', handle, clock, log, everyMs: deps.everyMs });
}

/** Whoever is to be asked next about what still waits. Who was asked already, the audit knows. */
export function oncallAsksOwed(deps: { store: Store; oncall: OncallConfig; topology: Topology; clock: Clock }): Debtor {
  const { store, oncall, topology, clock } = deps;

  async function next(incident: Incident, planId: string | null, since: number): Promise<Owed[]> {
    const asked = await store.audit.list({ subject: planId ?? incident.id });
    const last = asked.findLast(({ action }) => action === 'oncall.asked');
    const step = Number(last?.detail.step ?? 0) + 1;
    if (step > (shiftFor(oncall, topology, incident.place, clock())?.order.length ?? 0)) return [];
    const payload: Ask = { incidentId: incident.id, planId, step };
    return [{ job: askOncallJob, payload: { ...payload }, at: (last?.at ?? since) + waitMs(oncall, planId) }];
  }

  return {
    name: 'on call',
    async owed() {
      if (oncall.rotations.length === 0) return [];
      const owed: Owed[] = [];
      for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
        if (!incident.owner) owed.push(...(await next(incident, null, incident.openedAt)));
        const plans = await store.plans.forIncident(incident.id);
        for (const plan of plans.filter(({ state }) => state === 'pending'))
          owed.push(...(await next(incident, plan.id, plan.createdAt)));
      }
      return owed;
    },
  };
}

function waitMs({ takeWithinMinutes, approveWithinMinutes }: OncallConfig, planId: string | null): number {
  return (planId === null ? takeWithinMinutes : approveWithinMinutes) * minuteMs;
}
