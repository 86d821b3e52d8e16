import type { OncallGraph } from '../agents/oncall-graph.ts';
import { NocturneError } from '../errors.ts';
import type { Store } from '../store/store.ts';
import type { Queue } from './job.ts';

export const investigateJob = 'investigate';

/** Makes the job known: the agents look at an incident until a plan waits or nothing more is to be done. Payload: `{ incidentId }`. */
export function defineInvestigate(queue: Queue, deps: { graph: OncallGraph; store: Store }): void {
  queue.define(investigateJob, {
    attempts: 5,
    concurrency: 2,
    async handle(payload) {
      const { incidentId } = payload as { incidentId: string };
      const done = await deps.store.withLock(`thread-${incidentId}`, () => deps.graph.investigate(incidentId));
      if (done) return;
      throw new NocturneError('thread-busy', `Another process works on ${incidentId}`, { retryable: true });
    },
  });
}
