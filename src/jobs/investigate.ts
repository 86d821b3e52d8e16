import { setTimeout as sleep } from 'node:timers/promises';
import type { OncallGraph } from '../agents/oncall-graph.ts';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import { type Decision, decideNoPlan, decisionKind } from '../tools/decision.ts';
import type { Queue } from './job.ts';
import type { Debtor, Owed } from './reconciliation.ts';

export const investigateJob = 'investigate';

export interface InvestigateDeps {
  graph: OncallGraph;
  store: Store;
  clock: Clock;
  /** When the telemetry that waited while no process ran will have arrived. Agents that look earlier take yesterday's calm for today's. */
  caughtUpAt(): number;
  /** Makes known what an investigation ended in. */
  saveDecision(incidentId: string, decision: Decision): Promise<void>;
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
      const id = String(incidentId);
      if (await isUndecided(deps.store, id)) await deps.saveDecision(id, decideNoPlan('agents_failed'));
    },
  });
}

const isUndecided = async (store: Store, id: string) => (await store.facts.get(decisionKind, id)) === undefined;

/** A young incident is looked at when its cause has settled; whoever opened it is about to ask for that. */
const settlingMs = 20_000;

/** Every open incident is owed an investigation until it has a decision. */
export function investigationsOwed({ store }: Pick<InvestigateDeps, 'store'>): Debtor {
  return {
    name: 'investigations',
    async owed() {
      const open = await store.incidents.list({ states: ['open', 'mitigated'] });
      const undecided: Owed[] = [];
      for (const { id, openedAt } of open) {
        const owed = { job: investigateJob, payload: { incidentId: id }, at: openedAt + settlingMs };
        if (await isUndecided(store, id)) undecided.push(owed);
      }
      return undecided;
    },
  };
}
