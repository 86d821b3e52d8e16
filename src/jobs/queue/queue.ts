import {
  Queue as BullQueue,
  Worker as BullWorker,
  createPostgresBackend,
  type Job,
  type Processor,
  QueueEvents,
  runMigrations,
  UnrecoverableError,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { Clock } from '../../domain/clock.ts';
import { describeError, isRetryable, NocturneError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { checkPayload, checkRequest, checkSchedule } from './check-request.ts';
import type { JobDefinition, Payload, Progress, Queue } from './job.ts';

export interface QueueOptions {
  /** The store's pool: jobs live in schema `bullmq` of its database. */
  pool?: OpenStore['pool'];
  /** Jobs live in Redis instead. */
  redisUrl?: string;
  /** Keeps the queues of two installations on one Redis or database apart. Default `nocturne`. */
  prefix?: string;
  /** For how long finished jobs are kept, so that their keys are not taken twice. Default 90. */
  keepDays?: number;
  /** After so long without a sign of its process a running job is taken over. Default 15,000. */
  lockMs?: number;
  log: Log;
  clock?: Clock;
}

/**
 * A job whose process or connection died is taken over when its lock has run out and a worker looks for such jobs, which it does once in two
 * thirds of that time: within 15 s in all.
 */
const defaultLockMs = 9_000;
/** After this many crashes in the middle a job counts as failed. */
const maxCrashes = 5;

/** A job in one of these states is to be done now, or is being done. */
const dueStates = ['waiting', 'active', 'prioritized'] as const;

/** Opens the queue. Throws `queue-without-place` when neither a pool nor a Redis is given. */
export async function createQueue(options: QueueOptions): Promise<Queue> {
  const { log, prefix = 'nocturne', keepDays = 90, clock = Date.now } = options;
  const keepSeconds = keepDays * 24 * 3_600;
  const place = await openPlace(options);
  const definitions = new Map<string, JobDefinition>();
  const queues = new Map<string, BullQueue>();
  const events = new Map<string, QueueEvents>();
  const workers: BullWorker[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;

  function definitionOf(name: string): JobDefinition {
    const definition = definitions.get(name);
    if (definition) return definition;
    throw new NocturneError('job-unknown', `there is no job ${name}`, { hint: 'define it before it is asked for' });
  }

  function queueOf(name: string): BullQueue {
    const known = queues.get(name);
    if (known) return known;
    const queue = place.queue(`${prefix}-${name}`);
    queue.on('error', (err) => log.error({ err, job: name }, 'the job queue failed'));
    queues.set(name, queue);
    return queue;
  }

  function optionsOf(name: string) {
    const { attempts = 3, backoffMs = 1_000 } = definitionOf(name);
    return { attempts, backoff: { type: 'exponential', delay: backoffMs }, removeOnFail: { age: keepSeconds } };
  }

  function process(definition: JobDefinition): Processor {
    return async (job: Job) => {
      const work = runOnce(definition, job, stopping.signal);
      running.add(work);
      await work.finally(() => running.delete(work));
    };
  }

  function startWorker(name: string, definition: JobDefinition): BullWorker {
    const worker = place.worker(`${prefix}-${name}`, process(definition), definition.concurrency ?? 1);
    worker.on('error', (err) => log.error({ err, job: name }, 'a job worker failed'));
    worker.on('failed', (job, err) => {
      const about = { err, job: name, id: job && idOf(job), attempt: job?.attemptsMade };
      if (stopping.signal.aborted) return log.info(about, 'a job is left to the next process');
      log.error(about, 'a job failed');
      if (job && isForGood(job, err)) void tellFailure(definition, job, err);
    });
    return worker;
  }

  /** A retryable error ended the job only because its tries are used up: what the database says is owed is asked for again. */
  async function tellFailure({ onFailed }: JobDefinition, job: Job, err: Error): Promise<void> {
    const { cause } = err as { cause?: unknown };
    if (typeof onFailed !== 'function' || isRetryable(err) || isRetryable(cause)) return;
    await onFailed(job.data as Payload, describeError(cause ?? err)).catch((failure) =>
      log.error({ err: failure, id: idOf(job) }, 'the failure of a job could not be reported; it is tried again'),
    );
  }

  function stop({ graceMs = 10_000 } = {}): Promise<void> {
    stopped ??= (async () => {
      stopping.abort();
      await Promise.all(workers.map((worker) => worker.pause(true)));
      const finished = await settledWithin([...running], graceMs);
      if (!finished) log.warn({ jobs: running.size }, 'the queue stops while jobs run; they will be run again');
    })();
    return stopped;
  }

  return {
    define(name, definition) {
      definitions.set(name, definition);
    },
    async start() {
      workers.push(...[...definitions].map(([name, definition]) => startWorker(name, definition)));
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    async later(job, payload, when) {
      const { at, key } = checkRequest({ job, payload, ...when });
      const settings = { ...optionsOf(job), removeOnComplete: { age: keepSeconds } };
      const delay = Math.max(0, Math.ceil(at - clock()));
      await queueOf(job).add(job, payload, { ...settings, jobId: toJobId(key), delay });
    },
    async asked(job, which = 'all') {
      const found = await queueOf(job).getJobs(which === 'all' ? ['delayed', ...dueStates] : [...dueStates]);
      // A job that ends while the list is read comes back as nothing.
      return found.flatMap((each) => (each ? [each.data as Payload] : []));
    },
    async schedule(job, when, payload = {}) {
      checkPayload(job, payload);
      checkSchedule(job, when);
      const repeat = 'cron' in when ? { pattern: when.cron, tz: when.timezone ?? 'UTC' } : { every: when.everyMs };
      const template = { name: job, data: payload, opts: { ...optionsOf(job), removeOnComplete: true } };
      await queueOf(job).upsertJobScheduler(job, repeat, template);
    },
    isScheduled: async (job) => (await queueOf(job).getJobScheduler(job)) !== undefined,
    async unschedule(job) {
      await queueOf(job).removeJobScheduler(job);
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
    stop,
    async close(grace) {
      await stop(grace);
      await Promise.all(workers.map((worker) => worker.close(running.size > 0)));
      await Promise.all([...events.values(), ...queues.values()].map((part) => part.close()));
      await place.close();
    },
  };
}

async function runOnce({ handle }: JobDefinition, job: Job, signal: AbortSignal): Promise<void> {
  try {
    // A worker that waits for work takes one more job after it was paused.
    if (signal.aborted) throw new NocturneError('process-stopping', 'The next process runs it', { retryable: true });
    await handle(job.data, {
      id: idOf(job),
      attempt: job.attemptsMade + 1,
      signal,
      progress: (value) => job.updateProgress(value),
    });
  } catch (thrown) {
    if (isRetryable(thrown)) throw thrown;
    throw Object.assign(new UnrecoverableError(describeError(thrown)), { cause: thrown });
  }
}

function isForGood(job: Job, err: Error): boolean {
  return err instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1);
}

async function settledWithin(work: Promise<unknown>[], graceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, graceMs, false);
  });
  const settled = Promise.allSettled(work).then(() => true);
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}

/** BullMQ takes no colon and no plain number as an id of one's own. */
function toJobId(key: string): string {
  return `key-${encodeURIComponent(key)}`;
}

function fromJobId(id: string): string {
  return id.startsWith('key-') ? decodeURIComponent(id.slice(4)) : id;
}

function idOf(job: Job): string {
  return fromJobId(job.id ?? '');
}

/** Where jobs are kept, and BullMQ's three kinds of thing on it. */
interface Place {
  queue(name: string): BullQueue;
  worker(name: string, processor: Processor, concurrency: number): BullWorker;
  events(name: string): QueueEvents;
  close(): Promise<void>;
}

async function openPlace({ redisUrl, pool, lockMs }: QueueOptions): Promise<Place> {
  const settings = workerSettings(lockMs);
  if (redisUrl !== undefined) return openRedis(redisUrl, settings);
  if (pool) return openPostgres(pool, settings);
  throw new NocturneError('queue-without-place', 'the job queue needs a database or a Redis');
}

const workerSettings = (lockMs = defaultLockMs) => ({
  lockDuration: lockMs,
  stalledInterval: Math.ceil((lockMs * 2) / 3),
  maxStalledCount: maxCrashes,
});

type WorkerSettings = ReturnType<typeof workerSettings>;

/** BullMQ's types tie every class to Redis unless told otherwise at each use; the classes are the same for both places. */
async function openPostgres(pool: OpenStore['pool'], settings: WorkerSettings): Promise<Place> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const connection = pool;
  return {
    queue: (name) => new BullQueue(name, { connection }, createPostgresBackend) as unknown as BullQueue,
    worker: (name, processor, concurrency) =>
      new BullWorker(
        name,
        processor,
        { connection, concurrency, ...settings },
        createPostgresBackend,
      ) as unknown as BullWorker,
    events: (name) => new QueueEvents(name, { connection }, createPostgresBackend) as unknown as QueueEvents,
    close: async () => undefined,
  };
}

async function openRedis(url: string, settings: WorkerSettings): Promise<Place> {
  // Blocking commands wait for as long as it takes, so a lost connection must not make them fail.
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  return {
    queue: (name) => new BullQueue(name, { connection }),
    worker: (name, processor, concurrency) => new BullWorker(name, processor, { connection, concurrency, ...settings }),
    events: (name) => new QueueEvents(name, { connection }),
    close: async () => {
      await connection.quit();
    },
  };
}
