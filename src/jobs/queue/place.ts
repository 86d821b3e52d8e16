import {
  type Job as BullJob,
  Queue as BullQueue,
  Worker as BullWorker,
  createPostgresBackend,
  type Processor,
  QueueEvents,
  runMigrations,
} from 'bullmq';
import { Redis } from 'ioredis';
import { NocturneError } from '../../errors.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { nextOf } from './cron.ts';

/** What a queue or worker tells of its connection. */
interface Failing {
  on(event: 'error', listener: (err: Error) => void): unknown;
}

/**
 * BullMQ's classes as far as they are used here. Its types tie each class to what it keeps jobs in; these parts are the same for Redis and PostgreSQL.
 */
export type JobQueue = Failing &
  Pick<
    BullQueue,
    'add' | 'getJobs' | 'getJobScheduler' | 'getJobSchedulers' | 'upsertJobScheduler' | 'removeJobScheduler' | 'close'
  >;

export interface JobWorker extends Failing, Pick<BullWorker, 'pause' | 'waitUntilReady' | 'close'> {
  on(event: 'error', listener: (err: Error) => void): unknown;
  on(event: 'failed', listener: (stored: BullJob | undefined, err: Error) => void): unknown;
}

export interface JobEvents extends Failing, Pick<QueueEvents, 'close'> {
  on(event: 'error', listener: (err: Error) => void): unknown;
  on(event: 'progress', listener: (report: { jobId: string; data: unknown }) => void): unknown;
  waitUntilReady(): Promise<unknown>;
}

/** Where jobs are kept, and the three kinds of thing on it. */
export interface Place {
  queue(name: string): JobQueue;
  worker(name: string, processor: Processor, concurrency: number): JobWorker;
  events(name: string): JobEvents;
  close(): Promise<void>;
}

export interface PlaceOptions {
  /** The store's pool: jobs live in schema `bullmq` of its database. */
  pool?: OpenStore['pool'];
  /** Jobs live in Redis instead. */
  redisUrl?: string;
  /** After so long without a sign of its process a running job is taken over. Default 15,000. */
  lockMs?: number;
}

/**
 * A job whose process or connection died is taken over when its lock has run out and a worker looks for such jobs, which it does once in two
 * thirds of that time: within 15 s in all.
 */
const defaultLockMs = 9_000;
/** After this many crashes in the middle a job counts as failed. */
const maxCrashes = 5;

/** Throws `queue-without-place` when neither a pool nor a Redis is given. */
export async function openPlace({ redisUrl, pool, lockMs }: PlaceOptions): Promise<Place> {
  const settings = workerSettings(lockMs);
  if (redisUrl !== undefined) return openRedis(redisUrl, settings);
  if (pool) return openPostgres(pool, settings);
  throw new NocturneError('queue-without-place', 'the job queue needs a database or a Redis');
}

/** Of queues, and of workers, which schedule the next run of what they run. */
const settings = {
  repeatStrategy: (after: number, { pattern, tz }: { pattern?: string; tz?: string }) =>
    pattern === undefined ? undefined : nextOf(pattern, tz ?? 'UTC', after),
};

const workerSettings = (lockMs = defaultLockMs) => ({
  lockDuration: lockMs,
  stalledInterval: Math.ceil((lockMs * 2) / 3),
  maxStalledCount: maxCrashes,
  settings,
});

type WorkerSettings = ReturnType<typeof workerSettings>;

async function openPostgres(pool: OpenStore['pool'], workerOptions: WorkerSettings): Promise<Place> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const connection = pool;
  return {
    queue: (name) => new BullQueue(name, { connection, settings }, createPostgresBackend),
    worker: (name, processor, concurrency) =>
      new BullWorker(name, processor, { connection, concurrency, ...workerOptions }, createPostgresBackend),
    events: (name) => new QueueEvents(name, { connection }, createPostgresBackend),
    close: async () => undefined,
  };
}

async function openRedis(url: string, workerOptions: WorkerSettings): Promise<Place> {
  // Blocking commands wait for as long as it takes, so a lost connection must not make them fail.
  const connection = new Redis(url, { maxRetriesPerRequest: null });
  return {
    queue: (name) => new BullQueue(name, { connection, settings }),
    worker: (name, processor, concurrency) =>
      new BullWorker(name, processor, { connection, concurrency, ...workerOptions }),
    events: (name) => new QueueEvents(name, { connection }),
    close: async () => {
      await connection.quit();
    },
  };
}
