import { NocturneError } from '../../errors.ts';
import type { AnyJob, Queue } from './job.ts';

type ScheduleQueue = Pick<Queue, 'schedule' | 'scheduled' | 'unschedule'>;

/** Stores the schedules of all jobs. To be called once the queue knows the jobs; again, it puts back what is missing and changes nothing else. */
export async function keepSchedules<Deps>(
  queue: ScheduleQueue,
  jobs: readonly AnyJob<Deps>[],
  deps: Deps,
): Promise<void> {
  for (const job of jobs) {
    for (const { id, when, payload } of job.schedules?.(deps) ?? []) await queue.schedule(id, job.name, when, payload);
  }
}

/** Removes the schedules of these jobs that their files name no more. To be called at start only: a process of another release has its own. */
export async function removeFormerSchedules<Deps>(
  queue: ScheduleQueue,
  jobs: readonly AnyJob<Deps>[],
  deps: Deps,
): Promise<void> {
  for (const job of jobs) {
    const named = (job.schedules?.(deps) ?? []).map(({ id }) => id);
    if (new Set(named).size < named.length)
      throw new NocturneError('job-schedule-invalid', `Two schedules of the job ${job.name} have the same id`);
    for (const id of await queue.scheduled(job.name)) if (!named.includes(id)) await queue.unschedule(id, job.name);
  }
}
