import type { Changes } from '../changes/changes.ts';
import type { Clock } from '../domain/clock.ts';
import { type JobDeps, jobs } from '../jobs/list.ts';
import type { Queue } from '../jobs/queue/job.ts';
import { keepSchedules, removeFormerSchedules } from '../jobs/queue/keep-schedules.ts';
import { createReconciliation, debtorsOf } from '../jobs/queue/reconciliation.ts';
import type { Log } from '../log.ts';
import type { Closers } from './closers.ts';
import type { Followers } from './followers.ts';

/**
 * Starts all that works by itself. What a process that died left half done is settled before any job may run; what the database owes is asked for
 * again once jobs run. `onReconciled` is called between the two.
 */
export async function startWork(deps: {
  changes: Changes;
  queue: Queue;
  jobDeps: JobDeps;
  followers: Followers;
  onReconciled(): void;
  closers: Closers;
  clock: Clock;
  log: Log;
}): Promise<void> {
  const { changes, queue, jobDeps, closers, clock, log } = deps;
  const { planEndings, oncallAsks, paging } = deps.followers;
  closers.push(() => planEndings.close());
  await changes.reconcile();
  deps.onReconciled();
  await removeFormerSchedules(queue, jobs, jobDeps);
  await keepSchedules(queue, jobs, jobDeps);
  await queue.start();
  closers.push(() => queue.stop());
  planEndings.start();
  const reconciliation = createReconciliation({
    ...{ queue, debtors: debtorsOf(jobs, jobDeps), clock, log },
    also: () => keepSchedules(queue, jobs, jobDeps),
  });
  await reconciliation.run();
  reconciliation.start();
  closers.push(() => reconciliation.close());
  for (const follower of [oncallAsks.follower, ...(paging ? [paging] : [])]) {
    follower.start();
    closers.push(() => follower.close());
  }
}
