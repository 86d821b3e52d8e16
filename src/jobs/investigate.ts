import { setTimeout as sleep } from 'node:timers/promises';
import type { OncallGraph } from '../agents/oncall-graph.ts';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Queue } from './job.ts';

export const investigateJob = 'investigate';

export interface InvestigateDeps {
  graph: OncallGraph;
  store: Store;
  clock: Clock;
  /** When the telemetry that waited while no process ran will have arrived. Agents that look earlier take yesterday's calm for today's. */
  caughtUpAt(): number;
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
  });
}
