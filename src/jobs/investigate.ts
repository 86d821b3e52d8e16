import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { OncallGraph } from '../agents/oncall-graph.ts';
import { isRoundDue } from '../agents/rounds.ts';
import type { Clock } from '../domain/clock.ts';
import type { Incident } from '../domain/incident.ts';
import { NocturneError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type DecidedRound, decideNoPlan, decisionKind } from '../tools/decision.ts';
import type { Job } from './queue/job.ts';

export interface InvestigateDeps {
  graph: Pick<OncallGraph, 'investigate'>;
  store: Pick<Store, 'incidents' | 'facts' | 'withLock'>;
  clock: Clock;
  /** When the telemetry that waited while no process ran will have arrived. Agents that look earlier take yesterday's calm for today's. */
  caughtUpAt(): number;
  /** Makes known what an investigation ended in. */
  saveDecision(incidentId: string, decision: DecidedRound): Promise<void>;
}

const payload = z.strictObject({ incidentId: z.string().min(1) });

/** The agents look at an incident until a plan waits or nothing more is to be done. */
export const investigate: Job<'investigate', typeof payload, InvestigateDeps> = {
  name: 'investigate',
  payload,
  retry: { attempts: 5 },
  concurrency: 2,
  onFailed: { tell: ({ incidentId }, _reason, deps) => tellFailure(deps, incidentId) },
  owed: listOwed,
  async handle({ incidentId }, deps, { signal }) {
    await sleep(Math.max(0, deps.caughtUpAt() - deps.clock()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) throw new NocturneError('process-stopping', 'The next process goes on', { retryable: true });
    const done = await deps.store.withLock(`thread-${incidentId}`, () => deps.graph.investigate(incidentId));
    if (done) return;
    throw new NocturneError('thread-busy', `Another process works on ${incidentId}`, { retryable: true });
  },
};

async function tellFailure({ store, saveDecision }: InvestigateDeps, incidentId = ''): Promise<void> {
  const incident = await store.incidents.get(incidentId);
  if (!incident) return;
  const former = await readDecision(store, incident.id);
  if (!isOwed(former, incident)) return;
  const { verdict, severity } = incident;
  const round = former ? (former.round ?? 1) + 1 : 1;
  await saveDecision(incident.id, { ...decideNoPlan('agents_failed'), round, about: { verdict, severity } });
}

const readDecision = (store: Pick<Store, 'facts'>, id: string) => store.facts.get(decisionKind, id);

/** No round has ended yet, or another one is due. */
const isOwed = (decided: DecidedRound | undefined, incident: Incident) => !decided || isRoundDue(decided, incident);

/** A young incident is looked at when its cause has settled; whoever opened it is about to ask for that. */
const settlingMs = 20_000;

/** Every open incident is owed an investigation until it has a decision about what it is now. */
async function listOwed({ store }: Pick<InvestigateDeps, 'store'>) {
  const undecided: { payload: z.infer<typeof payload>; at: number }[] = [];
  for (const incident of await store.incidents.list({ states: ['open', 'mitigated'] })) {
    const { id, openedAt } = incident;
    const owed = { payload: { incidentId: id }, at: openedAt + settlingMs };
    if (isOwed(await readDecision(store, id), incident)) undecided.push(owed);
  }
  return undecided;
}
