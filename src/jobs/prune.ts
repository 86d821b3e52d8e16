import type { Clock } from '../domain/clock.ts';
import type { Log } from '../log.ts';
import type { OpenStore } from '../store/open-store.ts';
import type { RetentionDays } from '../store/retention.ts';
import type { Queue } from './queue/job.ts';

export const pruneJob = 'prune';

const daily = { cron: '43 3 * * *' };

/** Makes the job known that removes what is older than its retention. `followers` are the projections of the outbox that run here. */
export function definePrune(
  queue: Queue,
  deps: { store: Pick<OpenStore, 'prune'>; days: RetentionDays; followers: readonly string[]; clock: Clock; log: Log },
): void {
  const { store, days, followers, clock, log } = deps;
  queue.define(pruneJob, {
    async handle() {
      const removed = await store.prune({ days, followers, now: clock() });
      log.info({ removed }, 'old records were removed');
    },
    onFailed: 'scheduled-again',
  });
}

/** Has old records removed every day. To be called once the queue runs; again, it changes nothing. */
export async function schedulePrune(queue: Pick<Queue, 'schedule' | 'isScheduled'>): Promise<void> {
  if (!(await queue.isScheduled(pruneJob))) await queue.schedule(pruneJob, daily);
}
