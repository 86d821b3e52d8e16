import type { Log } from '../../log.ts';
import { fromJobId } from './job-ids.ts';
import type { JobWorker, Place } from './place.ts';
import { type BoundJob, runOnce, tellFailure } from './run-job.ts';

/** The part of the queue that runs jobs. */
export interface Workers {
  /** Resolves when every job has a worker that listens. */
  start(jobs: Iterable<BoundJob>): Promise<void>;
  /** Tells what runs to stop, takes nothing more, and waits for up to `graceMs`. */
  stop(options?: { graceMs?: number }): Promise<void>;
  close(): Promise<void>;
}

export function createWorkers({ place, prefix, log }: { place: Place; prefix: string; log: Log }): Workers {
  const workers: JobWorker[] = [];
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;

  function startOne(bound: BoundJob): JobWorker {
    const { name, concurrency = 1 } = bound.job;
    const worker = place.worker(
      `${prefix}-${name}`,
      async (stored) => {
        const work = runOnce(bound, stored, stopping.signal);
        running.add(work);
        await work.finally(() => running.delete(work));
      },
      concurrency,
    );
    worker.on('error', (err) => log.error({ err, job: name }, 'a job worker failed'));
    worker.on('failed', (stored, err) => {
      const about = { err, job: name, id: stored && fromJobId(stored.id), attempt: stored?.attemptsMade };
      if (stopping.signal.aborted) return log.info(about, 'a job is left to the next process');
      log.error(about, 'a job failed');
      if (stored) void tellFailure(bound, stored, err, log);
    });
    return worker;
  }

  async function stop(graceMs: number): Promise<void> {
    stopping.abort();
    await Promise.all(workers.map((worker) => worker.pause(true)));
    const finished = await settledWithin([...running], graceMs);
    if (!finished) log.warn({ jobs: running.size }, 'the queue stops while jobs run; they will be run again');
  }

  return {
    async start(jobs) {
      workers.push(...[...jobs].map(startOne));
      await Promise.all(workers.map((worker) => worker.waitUntilReady()));
    },
    stop({ graceMs = 10_000 } = {}) {
      stopped ??= stop(graceMs);
      return stopped;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close(running.size > 0)));
    },
  };
}

async function settledWithin(work: Promise<unknown>[], graceMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, graceMs, false);
  });
  const settled = Promise.allSettled(work).then(() => true);
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
