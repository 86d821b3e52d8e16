import {
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

/** Where jobs are kept, and BullMQ's three kinds of thing on it. */
export interface Place {
  queue(name: string): BullQueue;
  worker(name: string, processor: Processor, concurrency: number): BullWorker;
  events(name: string): QueueEvents;
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

/** BullMQ's types tie every class to Redis unless told otherwise at each use; the classes are the same for both places. */
async function openPostgres(pool: OpenStore['pool'], workerOptions: WorkerSettings): Promise<Place> {
  const client = await pool.connect();
  try {
    await runMigrations(client);
  } finally {
    client.release();
  }
  const connection = pool;
  return {
    queue: (name) => new BullQueue(name, { connection, settings }, createPostgresBackend) as unknown as BullQueue,
    worker: (name, processor, concurrency) =>
      new BullWorker(
        name,
        processor,
        { connection, concurrency, ...workerOptions },
        createPostgresBackend,
      ) as unknown as BullWorker,
    events: (name) => new QueueEvents(name, { connection }, createPostgresBackend) as unknown as QueueEvents,
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
