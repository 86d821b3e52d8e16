import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { OutboxEntry } from '../domain/event.ts';
import type { Incident, Severity } from '../domain/incident.ts';
import { type OncallConfig, shiftFor } from '../incidents/oncall.ts';
import { severities } from '../incidents/severity.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Log } from '../log.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { AuditEntry, Store } from '../store/store.ts';
import type { Queue } from './queue/job.ts';
import type { Debtor, Owed } from './queue/reconciliation.ts';

export const askOncallJob = 'ask-oncall';

/** What waits for somebody: an incident to be taken, or a plan of one to be decided about. */
interface Waiting {
  incidentId: string;
  planId: string | null;
}

/**
 * Payload of the job. `step` 0 asks the person on call, whom the incident's own message asks at first; 1 who comes after; the last step asks the
 * person on call again. An incident that is worse than when it was taken goes round anew, from step 0; `worsened` is what it is now.
 */
type Ask = Waiting & { step: number; worsened?: Severity };

const minuteMs = 60_000;
/** More than a rotation has people. */
const roundSteps = 1000;

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

  async function schedule(ask: Ask, at: number, again = ''): Promise<void> {
    const key = `${askOncallJob}-${ask.planId ?? ask.incidentId}-${numberOf(ask)}${again}`;
    await queue.later(askOncallJob, { ...ask }, { at, key });
  }

  /** The incident when it, or the plan, still waits. */
  async function waitingIncident({ incidentId, planId }: Waiting): Promise<Incident | undefined> {
    const incident = await store.incidents.get(incidentId);
    if (planId === null) return incident && incident.state !== 'resolved' && !incident.owner ? incident : undefined;
    return (await store.plans.get(planId))?.state === 'pending' ? incident : undefined;
  }

  async function tell(ask: Ask, user: string): Promise<void> {
    const { incidentId, planId, worsened } = ask;
    const at = clock();
    const step = numberOf(ask);
    const event = { type: 'oncall.asked', incidentId, planId, user, step, ...(worsened && { worsened }) } as const;
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
    if (await deps.silences.covering(incident, clock())) {
      return schedule(payload, dueAt(oncall, payload, clock()), `-${clock()}`);
    }
    const order = shiftFor(oncall, topology, incident.place, clock())?.order ?? [];
    if (order.length === 0) return;
    await tell(payload, order[payload.step % order.length]!);
    if (payload.step < order.length) {
      await schedule({ ...payload, step: payload.step + 1 }, dueAt(oncall, payload, clock()));
    }
  }

  queue.define(askOncallJob, {
    attempts: 5,
    handle: (payload) => ask(payload as unknown as Ask),
    onFailed: 'asked-again',
  });

  async function handle({ event, at }: OutboxEntry): Promise<void> {
    if (oncall.rotations.length === 0) return;
    if (event.type === 'incident.worsened') {
      const { incidentId, severity: worsened } = event;
      await schedule({ incidentId, planId: null, step: 0, worsened }, at);
    }
    if (event.type !== 'incident.opened' && event.type !== 'plan.proposed') return;
    const waiting = { incidentId: event.incidentId, planId: event.type === 'plan.proposed' ? event.planId : null };
    await schedule({ ...waiting, step: 1 }, dueAt(oncall, waiting, at));
  }

  return createOutboxFollower({ store, projection: 'oncall', handle, clock, log, everyMs: deps.everyMs });
}

/** Whoever is to be asked next about what still waits. Who was asked already, and what became worse since, the audit knows. */
export function oncallAsksOwed(deps: {
  store: Store;
  oncall: OncallConfig;
  topology: Topology;
  silences: Pick<Silences, 'covering'>;
  clock: Clock;
}): Debtor {
  const { store, oncall, topology, clock } = deps;

  async function next(incident: Incident, planId: string | null, since: number): Promise<Owed[]> {
    const told = await store.audit.list({ subject: planId ?? incident.id });
    const last = told.findLast(({ action }) => action === 'oncall.asked' || action === 'incident.worsened');
    const payload = nextAsk({ incidentId: incident.id, planId }, last);
    if (payload.step > (shiftFor(oncall, topology, incident.place, clock())?.order.length ?? 0)) return [];
    const owed = (at: number) => [{ job: askOncallJob, payload: { ...payload }, at }];
    // While a silence covers it, the job asks nobody and puts itself off.
    if (await deps.silences.covering(incident, clock())) return owed(dueAt(oncall, payload, clock()));
    const from = last?.at ?? since;
    return owed(payload.step === 0 ? from : dueAt(oncall, payload, from));
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

/** When the next person is asked about what waits since then. */
function dueAt({ takeWithinMinutes, approveWithinMinutes }: OncallConfig, { planId }: Waiting, since: number): number {
  return since + (planId === null ? takeWithinMinutes : approveWithinMinutes) * minuteMs;
}

/** Counts on over all rounds, so that each question is a message of its own. */
function numberOf({ step, worsened }: Ask): number {
  return (worsened ? severities.indexOf(worsened) * roundSteps : 0) + step;
}

/** What is asked after the latest that the audit knows; the second person at first, because the message itself asks the first one. */
function nextAsk(waiting: Waiting, last: AuditEntry | undefined): Ask {
  if (!last) return { ...waiting, step: 1 };
  if (last.action === 'oncall.asked') return after(waiting, Number(last.detail.step));
  return { ...waiting, step: 0, worsened: last.detail.severity as Severity };
}

/** What is asked after the question with this number. */
function after(waiting: Waiting, number: number): Ask {
  const worsened = number >= roundSteps ? severities[Math.floor(number / roundSteps)] : undefined;
  return { ...waiting, step: (number % roundSteps) + 1, ...(worsened && { worsened }) };
}
