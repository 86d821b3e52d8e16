import type { Changes } from '../changes/changes.ts';
import type { Clock } from '../domain/clock.ts';
import { type JobDeps, jobs } from '../jobs/list.ts';
import type { Queue } from '../jobs/queue/job.ts';
import { keepSchedules, removeFormerSchedules } from '../jobs/queue/keep-schedules.ts';
import { createReconciliation, debtorsOf } from '../jobs/queue/reconciliation.ts';
import type { Log } from '../log.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import type { Closers } from './closers.ts';

/**
 * Starts all that works by itself. What a process that died left half done is settled before any job may run; what the database owes is asked for
 * again once jobs run. `onReconciled` is called between the two.
 */
export async function startWork(deps: {
  changes: Changes;
  queue: Queue;
  jobDeps: JobDeps;
  followers: readonly OutboxFollower[];
  onReconciled(): void;
  closers: Closers;
  clock: Clock;
  log: Log;
}): Promise<void> {
  const { changes, queue, jobDeps, followers, closers, clock, log } = deps;
  for (const follower of followers) closers.push(() => follower.close());
  await changes.reconcile();
  deps.onReconciled();
  await removeFormerSchedules(queue, jobs, jobDeps);
  await keepSchedules(queue, jobs, jobDeps);
  await queue.start();
  closers.push(() => queue.stop());
  for (const follower of followers) follower.start();
  const reconciliation = createReconciliation({
    ...{ queue, debtors: debtorsOf(jobs, jobDeps), clock, log },
    also: () => keepSchedules(queue, jobs, jobDeps),
  });
  await reconciliation.run();
  reconciliation.start();
  // While no bot ran nothing looked ahead, and the schedule may bring the next look only in five minutes.
  await queue.later('look-ahead', { at: 'trends' }, { at: clock(), key: `look-ahead-start-${clock()}` });
  closers.push(() => reconciliation.close());
}
