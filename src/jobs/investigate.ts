import { setTimeout as sleep } from 'node:timers/promises';
import type { OncallGraph } from '../agents/oncall-graph.ts';
import { isRoundDue } from '../agents/rounds.ts';
import type { Clock } from '../domain/clock.ts';
import type { Incident } from '../domain/incident.ts';
import { NocturneError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type DecidedRound, decideNoPlan, decisionKind } from '../tools/decision.ts';
import type { Queue } from './queue/job.ts';
import type { Debtor, Owed } from './queue/reconciliation.ts';

export const investigateJob = 'investigate';

export interface InvestigateDeps {
  graph: OncallGraph;
  store: Store;
  clock: Clock;
  /** When the telemetry that waited while no process ran will have arrived. Agents that look earlier take yesterday's calm for today's. */
  caughtUpAt(): number;
  /** Makes known what an investigation ended in. */
  saveDecision(incidentId: string, decision: DecidedRound): Promise<void>;
}

/** Makes the job known: the agents look at an incident until a plan waits or nothing more is to be done. Payload: `{ incidentId }`. */
export function defineInvestigate(queue: Queue, deps: InvestigateDeps): void {
  queue.define(investigateJob, {
    attempts: 5,
    concurrency: 2,
    async handle(payload, { signal }) {
      const { incidentId } = payload as { incidentId: string };
      await sleep(Math.max(0, deps.caughtUpAt() - deps.clock()), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new NocturneError('process-stopping', 'The next process goes on', { retryable: true });
      const done = await deps.store.withLock(`thread-${incidentId}`, () => deps.graph.investigate(incidentId));
      if (done) return;
      throw new NocturneError('thread-busy', `Another process works on ${incidentId}`, { retryable: true });
    },
    onFailed: async ({ incidentId }) => {
      const incident = await deps.store.incidents.get(String(incidentId));
      if (!incident) return;
      const former = await readDecision(deps.store, incident.id);
      if (!isOwed(former, incident)) return;
      const { verdict, severity } = incident;
      const round = former ? (former.round ?? 1) + 1 : 1;
      await deps.saveDecision(incident.id, { ...decideNoPlan('agents_failed'), round, about: { verdict, severity } });
    },
  });
}

const readDecision = (store: Store, id: string) => store.facts.get<DecidedRound>(decisionKind, id);

/** No round has ended yet, or another one is due. */
const isOwed = (decided: DecidedRound | undefined, incident: Incident) => !decided || isRoundDue(decided, incident);

/** A young incident is looked at when its cause has settled; whoever opened it is about to ask for that. */
const settlingMs = 20_000;

/** Every open incident is owed an investigation until it has a decision about what it is now. */
export function investigationsOwed({ store }: Pick<InvestigateDeps, 'store'>): Debtor {
  return {
    name: 'investigations',
    async owed() {
      const open = await store.incidents.list({ states: ['open', 'mitigated'] });
      const undecided: Owed[] = [];
      for (const incident of open) {
        const { id, openedAt } = incident;
        const owed = { job: investigateJob, payload: { incidentId: id }, at: openedAt + settlingMs };
        if (isOwed(await readDecision(store, id), incident)) undecided.push(owed);
      }
      return undecided;
    },
  };
}
