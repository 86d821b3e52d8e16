import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test, vi } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import type { JobContext } from '../../src/jobs/queue/job.ts';
import { type TrainModelsDeps, trainModels } from '../../src/jobs/train-models.ts';
import { fromRecordings, trainInWorker } from '../../src/jobs/training/train-in-worker.ts';
import type { TrainingOrder } from '../../src/jobs/training/training-order.ts';
import {
  askForTraining,
  listTrainingsOwed,
  type TrainingRun,
  trainingFact,
} from '../../src/jobs/training/training-runs.ts';
import type { Store, Tables } from '../../src/store/store.ts';
import { silentLog, useStore } from '../store/open-test-store.ts';
import type { TrainingDeath } from './dying-training-worker.ts';

const store = useStore();
const folder = mkdtempSync(join(tmpdir(), 'training-ends-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
/** Too early for a step to be told. */
const clock = () => 500;
const context: JobContext = {
  id: 'r',
  attempt: 1,
  signal: new AbortController().signal,
  progress: async () => undefined,
};

/** The job, over a store that can't append the next events, one for each failure. */
function defineOver(failures: Error[] = [], training: Partial<TrainModelsDeps['training']> = {}) {
  const failing = (tables: Tables): Tables => ({
    ...tables,
    outbox: {
      ...tables.outbox,
      append: (...given) => (failures.length > 0 ? Promise.reject(failures.shift()) : tables.outbox.append(...given)),
    },
  });
  const transaction: Store['transaction'] = (work) => store().transaction((tables) => work(failing(tables)));
  const deps: TrainModelsDeps = {
    store: { ...store(), ...failing(store()), transaction },
    training: {
      ...{ modelsDir: join(folder, 'models'), trainingDir: join(folder, 'training'), libraries: {} },
      ...{ settings: { falseAlarmsPerDeviceDay: 1 }, onTrained: async () => undefined },
      history: () => Promise.reject(new Error('not asked for')),
      ...training,
    },
    ...{ clock, log: silentLog },
  };
  const { handle, onFailed } = trainModels;
  if (typeof onFailed === 'string') throw new Error('nobody is told');
  return {
    handle: (run: TrainingRun) => handle(run, deps, context),
    onFailed: (run: TrainingRun, reason: string) => onFailed.tell(run, reason, deps),
  };
}

/** A run whose message stands at 40 %, and whose recording is gone. */
async function begin(runId: string): Promise<TrainingRun> {
  const order = { recordings: [join(folder, 'gone')], seed: 1, runId };
  await askForTraining({ store: store(), later: { later: async () => undefined }, clock }, order);
  const run = { type: 'training.progress', runId, kind: 'models' } as const;
  await store().outbox.append(`${runId} at 40`, { ...run, done: 40, total: 100, note: '', state: 'running' }, 1);
  await store().facts.put(trainingFact, runId, { state: 'running', done: 40, total: 100, note: '', at: 1 });
  return order;
}

/** What the message says last, what the API says, and whether the run is still owed. */
async function standingOf(runId: string) {
  const events = (await store().outbox.pending('test', 1000)).map(({ event }) => event);
  const last = events.findLast((event) => event.type === 'training.progress' && event.runId === runId);
  const { state } = (await store().facts.get(trainingFact, runId))!;
  const owed = (await listTrainingsOwed({ store: store(), clock })).some(({ payload }) => payload.runId === runId);
  return { last, api: state, owed };
}

const failedWith = (note: RegExp) => ({
  ...{ last: { state: 'failed', note: expect.stringMatching(note) }, api: 'failed', owed: false },
});
const running = { last: { state: 'running' }, api: 'running', owed: true };

test('a training that can not be done ends its message with the reason', async () => {
  const order = await begin('refused');
  await expect(defineOver().handle(order)).rejects.toMatchObject({ code: 'training-failed' });
  expect(await standingOf('refused')).toMatchObject(failedWith(/gone|samples/));
});

const threadDeaths: [TrainingDeath, RegExp][] = [
  ['exit', /^Training failed: its thread ended with exit code 3/],
  ['error', /^Training failed: made to die/],
  ['memory', /^Training failed: .*memory/],
  ['refusal', /^Training failed: made to fail/],
];

test.each(threadDeaths)(
  'a training whose thread ends by %s ends with the reason, and its progress with it',
  async (death, why) => {
    const order = await begin(`thread ${death}`);
    const steps: number[] = [];
    const { handle } = defineOver([], {
      onProgress: ({ done }) => steps.push(done),
      startWorker: () =>
        new Worker(new URL('dying-training-worker.ts', import.meta.url), {
          ...{ workerData: death, execArgv: ['--disable-warning=ExperimentalWarning'] },
          resourceLimits: { maxOldGenerationSizeMb: 48 },
        }),
    });
    await expect(handle(order)).rejects.toMatchObject({ code: 'training-failed', message: expect.stringMatching(why) });
    expect(await standingOf(order.runId)).toMatchObject(failedWith(why));
    const heard = steps.length;
    await sleep(30);
    expect(steps.length).toBe(heard);
    expect(heard).toBeLessThanOrEqual(death === 'refusal' ? 10 : 3);
  },
);

test('a training that is ended before it begins starts no thread', async () => {
  const startWorker = vi.fn();
  const runner = { onProgress: () => undefined, signal: AbortSignal.abort(), startWorker };
  const order = { file: join(folder, 'none.parquet') } as TrainingOrder;
  const ended = trainInWorker(order, fromRecordings({ recordings: [] }), runner);
  await expect(ended).rejects.toMatchObject({ code: 'training-failed', message: 'Training failed: it was ended' });
  expect(startWorker).not.toHaveBeenCalled();
});

test('a training whose process died too often ends its message with the reason', async () => {
  const order = await begin('killed');
  await defineOver().onFailed(order, 'job stalled more than allowable limit');
  expect(await standingOf('killed')).toMatchObject(failedWith(/stalled/));
});

test.each([
  ['passes', new NocturneError('database-unavailable', 'away', { retryable: true })],
  ['nobody foresaw', new Error('no room')],
])('a failure that could not be told because of an error that %s is told later', async (what, error) => {
  const order = await begin(what);
  const { handle, onFailed } = defineOver([error]);
  await expect(handle(order)).rejects.toBe(error);
  expect(await standingOf(what)).toMatchObject(running);
  await onFailed(order, 'no room');
  expect(await standingOf(what)).toMatchObject(failedWith(/no room/));
  await onFailed(order, 'again');
  expect(await standingOf(what)).toMatchObject(failedWith(/no room/));
});
