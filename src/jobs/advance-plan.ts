import type { Changes } from '../changes/changes.ts';
import { changeJobs } from '../changes/deps.ts';
import type { Queue } from './job.ts';

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
  });
  queue.define(changeJobs.expire, {
    attempts: 5,
    async handle(payload) {
      await changes.expire(String(payload.planId));
    },
  });
  queue.define(changeJobs.followUp, {
    attempts: 5,
    async handle(payload) {
      await changes.followUp(String(payload.planId));
    },
  });
  queue.define(changeJobs.recordConfigs, {
    attempts: 3,
    backoffMs: 30_000,
    async handle({ planId }) {
      await changes.recordConfigs(planId === undefined ? null : String(planId));
    },
  });
}

/** At a quiet hour, so that a change by hand is seen within a day. */
const daily = { cron: '17 3 * * *' };

/** Has all configurations read every day. To be called once the queue runs. */
export async function scheduleConfigRecords(queue: Queue): Promise<void> {
  await queue.schedule(changeJobs.recordConfigs, daily);
}
