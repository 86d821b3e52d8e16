import type { Clock } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { OutboxEntry } from '../domain/event.ts';
import type { Incident } from '../domain/incident.ts';
import type { Later } from '../domain/later.ts';
import type { Log } from '../log.ts';
import { createOutboxFollower, type OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import type { IncidentJobs } from './asked-jobs.ts';
import { type OncallConfig, shiftFor } from './oncall.ts';
import { dueAt, nextAsk, numberOf, type OncallAsk, type Waiting } from './oncall-steps.ts';
import type { Silences } from './silences.ts';

/** Brings what nobody took to the next person on call. Everybody of the rotation is asked once. Without a rotation nothing is asked. */
export interface OncallAsks {
  /** The job "ask-oncall": asks the next person, or nobody when it waits no more. */
  ask(ask: OncallAsk): Promise<void>;
  /** Whoever is to be asked next about what still waits. Who was asked already, and what became worse since, the audit knows. */
  owed(): Promise<{ payload: OncallAsk; at: number }[]>;
  /** Watches for what begins to wait and asks for the job. */
  follower: OutboxFollower;
}

export interface OncallAsksDeps {
  store: Store;
  oncall: OncallConfig;
  topology: Topology;
  silences: Pick<Silences, 'covering'>;
  later: Later<Pick<IncidentJobs, 'ask-oncall'>>;
  clock: Clock;
  log: Log;
  /** Pause between two looks at the outbox. */
  everyMs?: number;
}

export function createOncallAsks(deps: OncallAsksDeps): OncallAsks {
  const { store, clock, log } = deps;
  const follower = createOutboxFollower({
    ...{ store, projection: 'oncall', clock, log, everyMs: deps.everyMs },
    handle: (entry) => handle(deps, entry),
  });
  return { follower, ask: (given) => ask(deps, given), owed: () => listOwed(deps) };
}

async function schedule({ later }: OncallAsksDeps, ask: OncallAsk, at: number, again = ''): Promise<void> {
  const key = `ask-oncall-${ask.planId ?? ask.incidentId}-${numberOf(ask)}${again}`;
  await later.later('ask-oncall', { ...ask }, { at, key });
}

const orderFor = ({ oncall, topology, clock }: OncallAsksDeps, { place }: Incident): string[] =>
  shiftFor(oncall, topology, place, clock())?.order ?? [];

async function ask(deps: OncallAsksDeps, asked: OncallAsk): Promise<void> {
  const { oncall, clock } = deps;
  const incident = await waitingIncident(deps, asked);
  if (!incident) return;
  if (await deps.silences.covering(incident, clock())) {
    return schedule(deps, asked, dueAt(oncall, asked, clock()), `-${clock()}`);
  }
  const order = orderFor(deps, incident);
  if (order.length === 0) return;
  await tell(deps, asked, order[asked.step % order.length]!);
  if (asked.step < order.length) {
    await schedule(deps, { ...asked, step: asked.step + 1 }, dueAt(oncall, asked, clock()));
  }
}

/** The incident when it, or the plan, still waits. */
async function waitingIncident(
  { store }: OncallAsksDeps,
  { incidentId, planId }: Waiting,
): Promise<Incident | undefined> {
  const incident = await store.incidents.get(incidentId);
  if (planId === null) return incident && incident.state !== 'resolved' && !incident.owner ? incident : undefined;
  return (await store.plans.get(planId))?.state === 'pending' ? incident : undefined;
}

async function tell({ store, clock, log }: OncallAsksDeps, ask: OncallAsk, user: string): Promise<void> {
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

async function handle(deps: OncallAsksDeps, { event, at }: OutboxEntry): Promise<void> {
  if (deps.oncall.rotations.length === 0) return;
  if (event.type === 'incident.worsened') {
    const { incidentId, severity: worsened } = event;
    await schedule(deps, { incidentId, planId: null, step: 0, worsened }, at);
  }
  if (event.type !== 'incident.opened' && event.type !== 'plan.proposed') return;
  const waiting = { incidentId: event.incidentId, planId: event.type === 'plan.proposed' ? event.planId : null };
  await schedule(deps, { ...waiting, step: 1 }, dueAt(deps.oncall, waiting, at));
}

type Owed = { payload: OncallAsk; at: number };

async function listOwed(deps: OncallAsksDeps): Promise<Owed[]> {
  const { store } = deps;
  if (deps.oncall.rotations.length === 0) return [];
  const owed: Owed[] = [];
  for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
    if (!incident.owner) owed.push(...(await owedNext(deps, incident, null, incident.openedAt)));
    const plans = await store.plans.forIncident(incident.id);
    for (const plan of plans.filter(({ state }) => state === 'pending'))
      owed.push(...(await owedNext(deps, incident, plan.id, plan.createdAt)));
  }
  return owed;
}

async function owedNext(
  deps: OncallAsksDeps,
  incident: Incident,
  planId: string | null,
  since: number,
): Promise<Owed[]> {
  const { store, oncall, clock } = deps;
  const told = await store.audit.list({ subject: planId ?? incident.id });
  const last = told.findLast(({ action }) => action === 'oncall.asked' || action === 'incident.worsened');
  const payload = nextAsk({ incidentId: incident.id, planId }, last);
  if (payload.step > orderFor(deps, incident).length) return [];
  // While a silence covers it, the job asks nobody and puts itself off.
  if (await deps.silences.covering(incident, clock())) return [{ payload, at: dueAt(oncall, payload, clock()) }];
  const from = last?.at ?? since;
  return [{ payload, at: payload.step === 0 ? from : dueAt(oncall, payload, from) }];
}
