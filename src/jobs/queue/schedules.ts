import type { JobSchedulerJson, JobsOptions } from 'bullmq';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Schedule } from '../../domain/later.ts';
import type { Payload } from './job.ts';
import type { JobQueue } from './place.ts';

/**
 * Stores a schedule unless it stands there as it is: to store it again would skip a run that fell due while no process ran.
 */
export async function storeSchedule(
  queue: Pick<JobQueue, 'getJobScheduler' | 'upsertJobScheduler'>,
  {
    id,
    job,
    when,
    payload,
    options,
  }: { id: string; job: string; when: Schedule; payload: Payload; options: JobsOptions },
): Promise<void> {
  const repeat = 'cron' in when ? { pattern: when.cron, tz: when.timezone ?? 'UTC' } : { every: when.everyMs };
  const template = { name: job, data: payload, opts: { ...options, removeOnComplete: true } };
  const stands = await queue.getJobScheduler(id);
  if (stands && isSame(stands, { ...repeat, template: { data: template.data, opts: template.opts } })) return;
  await queue.upsertJobScheduler(id, repeat, template);
}

type Kept = Pick<JobSchedulerJson, 'pattern' | 'tz' | 'every' | 'template'>;

const isSame = (a: Kept, b: Kept) => signOf(a) === signOf(b);

/** Redis and PostgreSQL leave out what is empty. */
function signOf({ pattern = '', tz = '', every = 0, template }: Kept): string {
  return canonicalJson([pattern, tz, every, template?.data ?? {}, template?.opts ?? {}]);
}
