import type { Changes } from '../changes/changes.ts';
import { changeJobs } from '../changes/deps.ts';
import type { Queue } from './queue/job.ts';
import type { Debtor } from './queue/reconciliation.ts';

/**
 * Makes the jobs of a plan known: one carries it on from the state that it is in, one lets it expire, one proposes what follows it, one
 * reads the configurations after it. Payload: `{ planId }`.
 */
export function defineAdvancePlan(queue: Queue, changes: Changes): void {
  queue.define(changeJobs.advance, {
    attempts: 5,
    concurrency: 4,
    async handle(payload, { signal }) {
      await changes.advance(String(payload.planId), { signal });
    },
    onFailed: ({ planId }, reason) => changes.stopAdvancing(String(planId), reason),
  });
  queue.define(changeJobs.expire, {
    attempts: 5,
    async handle(payload) {
      await changes.expire(String(payload.planId));
    },
    onFailed: 'asked-again',
  });
  queue.define(changeJobs.followUp, {
    attempts: 5,
    async handle(payload) {
      await changes.followUp(String(payload.planId));
    },
    onFailed: 'asked-again',
  });
  queue.define(changeJobs.recordConfigs, {
    attempts: 3,
    backoffMs: 30_000,
    async handle({ planId }) {
      await changes.recordConfigs(planId === undefined ? null : String(planId));
    },
    onFailed: 'scheduled-again',
  });
}

/** What the plans wait for. */
export function planJobsOwed(changes: Pick<Changes, 'owed'>): Debtor {
  return {
    name: 'plans',
    owed: async () => (await changes.owed()).map(({ job, planId, at }) => ({ job, payload: { planId }, at })),
  };
}

/** At a quiet hour, so that a change by hand is seen within a day. */
const daily = { cron: '17 3 * * *' };

/** Has all configurations read every day. To be called once the queue runs; again, it changes nothing. */
export async function scheduleConfigRecords(queue: Pick<Queue, 'schedule' | 'isScheduled'>): Promise<void> {
  if (!(await queue.isScheduled(changeJobs.recordConfigs))) await queue.schedule(changeJobs.recordConfigs, daily);
}
