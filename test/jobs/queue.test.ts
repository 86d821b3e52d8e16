import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import type { JobContext, Payload, Queue } from '../../src/jobs/queue/job.ts';
import { createQueue } from '../../src/jobs/queue/queue.ts';
import { openStore } from '../../src/store/open-store.ts';
import { until } from '../patience.ts';
import { cacheDir, silentLog, useStore } from '../store/open-test-store.ts';
import { plainJob } from './plain-job.ts';

const store = useStore();
const open: Queue[] = [];
let prefixes = 0;

/** A queue of its own for each test, on the one database of the file. */
async function openQueue(options: { prefix?: string } = {}): Promise<Queue> {
  const queue = await createQueue({ pool: store().pool, prefix: `test-${++prefixes}`, log: silentLog, ...options });
  open.push(queue);
  return queue;
}

/** Defines a job that keeps what it was handed. */
function record(queue: Queue, name: string) {
  const runs: { payload: Payload; id: string; attempt: number; at: number }[] = [];
  const handle = async (payload: Payload, { id, attempt }: JobContext) => {
    runs.push({ payload, id, attempt, at: Date.now() });
  };
  queue.define(plainJob(name, handle), undefined);
  return runs;
}

const soon = () => ({ at: Date.now() });

afterEach(async () => {
  await Promise.all(open.splice(0).map((queue) => queue.close({ graceMs: 100 })));
});

describe('the queue on the embedded database', () => {
  test('runs a job at its time, not before, with the payload and key it was asked for with', async () => {
    const queue = await openQueue();
    const runs = record(queue, 'wake');
    await queue.start();
    const at = Date.now() + 300;
    await queue.later('wake', { planId: 'p' }, { at, key: 'plan:p:approved' });
    await until(() => expect(runs).toHaveLength(1));
    expect(runs[0]).toMatchObject({ payload: { planId: 'p' }, id: 'plan:p:approved', attempt: 1 });
    expect(runs[0]!.at).toBeGreaterThanOrEqual(at);
  });

  test('a key is run once, before it ran and after; another key runs again', async () => {
    const queue = await openQueue();
    const runs = record(queue, 'once');
    await queue.later('once', { n: 1 }, { ...soon(), key: '7' });
    await queue.later('once', { n: 2 }, { ...soon(), key: '7' });
    await queue.start();
    await until(() => expect(runs).toHaveLength(1));
    await queue.later('once', { n: 3 }, { ...soon(), key: '7' });
    await queue.later('once', { n: 4 }, { ...soon(), key: '8' });
    await until(() => expect(runs).toHaveLength(2));
    expect(runs.map(({ payload }) => payload.n)).toEqual([1, 4]);
  });

  test('tries again what can succeed and nothing else', async () => {
    const queue = await openQueue();
    const tries: Record<string, number> = {};
    const failing = (name: string, error: () => Error) =>
      queue.define(
        plainJob(
          name,
          async (_payload, { attempt }) => {
            tries[name] = attempt;
            throw error();
          },
          { retry: { attempts: 3, backoffMs: 10 } },
        ),
        undefined,
      );
    failing('busy', () => new NocturneError('busy', 'come again', { retryable: true }));
    failing('refused', () => new NocturneError('refused', 'no'));
    failing('unknown', () => new Error('who knows'));
    const last = record(queue, 'last');
    await queue.start();
    for (const job of ['refused', 'unknown', 'busy']) await queue.later(job, {}, { ...soon(), key: 'a' });
    await until(() => expect(tries.busy).toBe(3));
    await queue.later('last', {}, { at: Date.now() + 100, key: 'a' });
    await until(() => expect(last).toHaveLength(1));
    expect(tries).toEqual({ busy: 3, refused: 1, unknown: 1 });
  });

  test('progress reaches a listener', async () => {
    const queue = await openQueue();
    const heard: unknown[] = [];
    const train = plainJob('train', async (_payload, { progress }) => {
      await progress({ done: 1, total: 2 });
      await progress({ done: 2, total: 2 });
    });
    queue.define(train, undefined);
    await queue.onProgress('train', (report) => heard.push(report));
    await queue.start();
    await queue.later('train', {}, { ...soon(), key: 'run 1' });
    await until(() =>
      expect(heard).toEqual([
        { id: 'run 1', progress: { done: 1, total: 2 } },
        { id: 'run 1', progress: { done: 2, total: 2 } },
      ]),
    );
  });

  test('a schedule runs again and again until it is taken back', async () => {
    const queue = await openQueue();
    const runs = record(queue, 'sweep');
    await queue.start();
    await queue.schedule('all', 'sweep', { everyMs: 50 }, { kind: 'all' });
    await until(() => expect(runs.length).toBeGreaterThanOrEqual(3));
    expect(runs[0]!.payload).toEqual({ kind: 'all' });
    await queue.unschedule('all', 'sweep');
    expect(await queue.scheduled('sweep')).toEqual([]);
  });

  test('as many run at once as the definition says', async () => {
    const queue = await openQueue();
    let now = 0;
    let most = 0;
    let done = 0;
    const work = async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 20));
      now--;
      done++;
    };
    queue.define(plainJob('pair', work, { concurrency: 2 }), undefined);
    for (const key of ['a', 'b', 'c', 'd', 'e']) await queue.later('pair', {}, { ...soon(), key });
    await queue.start();
    await until(() => expect(done).toBe(5));
    expect(most).toBe(2);
  });

  test('refuses a job that nobody defined', async () => {
    const queue = await openQueue();
    await expect(queue.later('nobody', {}, { ...soon(), key: 'a' })).rejects.toMatchObject({ code: 'job-unknown' });
  });

  test('closing tells running work, waits for it, and takes nothing more', async () => {
    const queue = await openQueue();
    let ended = false;
    const started = new Promise<void>((resolve) => {
      const long = plainJob('long', async (_payload, { signal }) => {
        resolve();
        await new Promise((stop) => signal.addEventListener('abort', stop));
        await new Promise((stop) => setTimeout(stop, 30));
        ended = true;
      });
      queue.define(long, undefined);
    });
    await queue.start();
    await queue.later('long', {}, { ...soon(), key: 'a' });
    await started;
    await queue.close();
    expect(ended).toBe(true);
    open.length = 0;
  });

  test('a stopped queue runs nothing more, and still takes jobs for the next process', async () => {
    const queue = await openQueue();
    const runs = record(queue, 'quiet');
    await queue.start();
    await queue.stop();
    await queue.later('quiet', {}, { ...soon(), key: 'a' });
    await new Promise((wait) => setTimeout(wait, 100));
    expect(runs).toEqual([]);
    const next = await createQueue({ pool: store().pool, prefix: `test-${prefixes}`, log: silentLog });
    open.push(next);
    const later = record(next, 'quiet');
    await next.start();
    await until(() => expect(later).toHaveLength(1));
  });
});

test('jobs survive closing and opening of the data directory', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'nocturne-jobs-'));
  try {
    const openBoth = async () => {
      const own = await openStore({ dataDir, log: silentLog, clock: Date.now, cacheDir });
      const queue = await createQueue({ pool: own.pool, log: silentLog });
      return { own, queue, runs: record(queue, 'resume') };
    };
    const before = await openBoth();
    await before.queue.start();
    await before.queue.later('resume', { n: 1 }, { at: Date.now() + 60, key: 'early' });
    await until(() => expect(before.runs).toHaveLength(1));
    await before.queue.later('resume', { n: 2 }, { at: Date.now() + 1_500, key: 'late' });
    await before.queue.close();
    await before.own.close();

    const after = await openBoth();
    await after.queue.later('resume', { n: 3 }, { at: Date.now(), key: 'early' });
    await after.queue.start();
    await until(() => expect(after.runs).toHaveLength(1));
    expect(after.runs[0]).toMatchObject({ id: 'late', payload: { n: 2 } });
    await after.queue.close();
    await after.own.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
});
