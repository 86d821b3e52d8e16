import type { Clock } from '../../domain/clock.ts';
import { NocturneError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { checkPayload, checkRequest } from './check-request.ts';
import { checkSchedule } from './check-schedule.ts';
import type { Payload, Progress, Queue } from './job.ts';
import { fromJobId, toJobId } from './job-ids.ts';
import { type JobEvents, type JobQueue, openPlace, type PlaceOptions } from './place.ts';
import type { BoundJob } from './run-job.ts';
import { storeSchedule } from './schedules.ts';
import { createWorkers } from './workers.ts';

export interface QueueOptions extends PlaceOptions {
  /** Keeps the queues of two installations on one Redis or database apart. Default `nocturne`. */
  prefix?: string;
  /** For how long finished jobs are kept, so that their keys are not taken twice. Default 90. */
  keepDays?: number;
  log: Log;
  clock?: Clock;
}

/** A job in one of these states is to be done now, or is being done. */
const dueStates = ['waiting', 'active', 'prioritized'] as const;

/** Opens the queue. Throws `queue-without-place` when neither a pool nor a Redis is given. */
export async function createQueue(options: QueueOptions): Promise<Queue> {
  const { log, prefix = 'nocturne', keepDays = 90, clock = Date.now } = options;
  const keepSeconds = keepDays * 24 * 3_600;
  const place = await openPlace(options);
  const defined = new Map<string, BoundJob>();
  const queues = new Map<string, JobQueue>();
  const events = new Map<string, JobEvents>();
  const workers = createWorkers({ place, prefix, log });

  function boundJob(name: string): BoundJob {
    const bound = defined.get(name);
    if (bound) return bound;
    throw new NocturneError('job-unknown', `there is no job ${name}`, { hint: 'define it before it is asked for' });
  }

  function queueOf(name: string): JobQueue {
    const known = queues.get(name);
    if (known) return known;
    const queue = place.queue(`${prefix}-${name}`);
    queue.on('error', (err) => log.error({ err, job: name }, 'the job queue failed'));
    queues.set(name, queue);
    return queue;
  }

  function optionsOf({ job }: BoundJob) {
    const { attempts, backoffMs = 1_000 } = job.retry;
    return { attempts, backoff: { type: 'exponential', delay: backoffMs }, removeOnFail: { age: keepSeconds } };
  }

  return {
    define(job, deps) {
      defined.set(job.name, { job, deps } as BoundJob);
    },
    start: () => workers.start(defined.values()),
    async later(job, payload, when) {
      const bound = boundJob(job);
      const { at, key } = checkRequest({ job, payload, ...when }, bound.job.payload);
      const settings = { ...optionsOf(bound), removeOnComplete: { age: keepSeconds } };
      const delay = Math.max(0, Math.ceil(at - clock()));
      await queueOf(job).add(job, payload, { ...settings, jobId: toJobId(key), delay });
    },
    async asked(job, which = 'all') {
      const found = await queueOf(job).getJobs(which === 'all' ? ['delayed', ...dueStates] : [...dueStates]);
      // A job that ends while the list is read comes back as nothing.
      return found.flatMap((each) => (each ? [each.data as Payload] : []));
    },
    async schedule(id, job, when, payload) {
      const bound = boundJob(job);
      checkSchedule(id, when, clock());
      checkPayload(job, payload, bound.job.payload);
      await storeSchedule(queueOf(job), { id, job, when, payload, options: optionsOf(bound) });
    },
    scheduled: async (job) => (await queueOf(job).getJobSchedulers()).map(({ key }) => key),
    async unschedule(id, job) {
      await queueOf(job).removeJobScheduler(id);
    },
    async onProgress(job, listener) {
      let source = events.get(job);
      if (!source) {
        source = place.events(`${prefix}-${job}`);
        source.on('error', (err) => log.error({ err, job }, 'the job events failed'));
        events.set(job, source);
      }
      source.on('progress', ({ jobId, data }) => listener({ id: fromJobId(jobId), progress: data as Progress }));
      await source.waitUntilReady();
    },
    stop: workers.stop,
    async close(grace) {
      await workers.stop(grace);
      await workers.close();
      await Promise.all([...events.values(), ...queues.values()].map((part) => part.close()));
      await place.close();
    },
  };
}
