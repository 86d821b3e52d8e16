import { type Job as BullJob, UnrecoverableError } from 'bullmq';
import { describeError, isRetryable, NocturneError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { AnyJob } from './job.ts';
import { fromJobId } from './job-ids.ts';
import { readFields, readPayload } from './stored-payload.ts';

/** A job with what its handler works with. */
export interface BoundJob {
  job: AnyJob<unknown>;
  deps: unknown;
}

/** Runs a stored request once. An error that no other try can mend ends it, as BullMQ knows it. */
export async function runOnce({ job, deps }: BoundJob, stored: BullJob, signal: AbortSignal): Promise<void> {
  try {
    // A worker that waits for work takes one more job after it was paused.
    if (signal.aborted) throw new NocturneError('process-stopping', 'The next process runs it', { retryable: true });
    await job.handle(readPayload(job.name, job.payload, stored.data), deps, {
      id: fromJobId(stored.id),
      attempt: stored.attemptsMade + 1,
      signal,
      progress: (value) => stored.updateProgress(value),
    });
  } catch (thrown) {
    if (isRetryable(thrown)) throw thrown;
    throw Object.assign(new UnrecoverableError(describeError(thrown)), { cause: thrown });
  }
}

/** A retryable error ended the job only because its tries are used up: what the database says is owed is asked for again. */
export async function tellFailure({ job, deps }: BoundJob, stored: BullJob, err: Error, log: Log): Promise<void> {
  const { cause } = err as { cause?: unknown };
  if (!isForGood(stored, err) || isRetryable(err) || isRetryable(cause)) return;
  if (typeof job.onFailed === 'string') return;
  await job.onFailed
    .tell(readFields(job.payload, stored.data), describeError(cause ?? err), deps)
    .catch((failure) =>
      log.error(
        { err: failure, id: fromJobId(stored.id) },
        'the failure of a job could not be reported; it is tried again',
      ),
    );
}

function isForGood(stored: BullJob, err: Error): boolean {
  return err instanceof UnrecoverableError || stored.attemptsMade >= (stored.opts.attempts ?? 1);
}
