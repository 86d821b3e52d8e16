import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../domain/clock.ts';
import { describeError, isRetryable, NocturneError } from '../errors.ts';
import type { LearningSettings } from '../learning/kind.ts';
import type { TrainingResult } from '../learning/pipeline.ts';
import { describeTraining } from '../learning/training-words.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { MappingInput } from '../telemetry/mapping-schema.ts';
import type { JobContext, Queue } from './job.ts';
import type { Debtor } from './reconciliation.ts';
import type { TrainingMessage, TrainingStep } from './train-worker.ts';
import { type TrainingPayload, type TrainingStatus, trainingFact, trainingOrders } from './training-facts.ts';
import type { TrainingOrder } from './training-order.ts';

export const trainModelsJob = 'train-models';

/** The extension that this file has itself: TypeScript in a checkout, JavaScript in the package. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * Writes the training data to the order's Parquet file and trains on it, each in a worker thread; the file is gone at the end, whatever the end
 * is. Throws `training-failed` with the worker's reason.
 */
export async function trainInWorker(
  order: TrainingOrder,
  onProgress: (message: TrainingMessage) => void,
  signal: AbortSignal,
): Promise<TrainingResult> {
  try {
    await runStep('prepare', order, onProgress, signal);
    return (await runStep('train', order, onProgress, signal))!;
  } finally {
    // A worker that was ended in the middle removes nothing itself.
    for (const ending of ['', '.part', '.spill']) await rm(`${order.file}${ending}`, { recursive: true, force: true });
  }
}

function runStep(
  step: TrainingStep,
  order: TrainingOrder,
  onProgress: (message: TrainingMessage) => void,
  signal: AbortSignal,
): Promise<TrainingResult | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./train-worker.${extension}`, import.meta.url), {
      workerData: { step, order },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const fail = (message: string) =>
      reject(
        new NocturneError('training-failed', `Training failed: ${message}`, {
          hint: 'check the recordings that it was told to use',
        }),
      );
    signal.addEventListener('abort', () => void worker.terminate(), { once: true });
    worker.on('message', (message: TrainingMessage) => {
      if (message.kind === 'done') resolve(message.result);
      else if (message.kind === 'failed') fail(message.message);
      else onProgress(message);
    });
    worker.on('error', (err) => fail(err.message));
    worker.on('exit', (code) => fail(`the worker ended with exit code ${code}`));
  });
}

/** The least time between two stored progress events: they are shown in Slack, which takes about one message a second. */
const tellEveryMs = 1_000;

/** Makes the job known. `onTrained` is called when new models are the ones in use. Payload: {@link TrainingPayload}. */
export function defineTrainModels(
  queue: Queue,
  deps: {
    store: Store;
    modelsDir: string;
    /** Folder of the files by which training data reaches a worker. */
    trainingDir: string;
    settings: LearningSettings;
    libraries: Record<string, string>;
    /** Own rules for the names in recordings. */
    mapping?: MappingInput;
    clock: Clock;
    log: Log;
    onTrained: (result: TrainingResult) => Promise<void>;
    /** Told of every step, more often than Slack is. */
    onProgress?: (progress: { done: number; total: number; note: string }) => void;
  },
): void {
  const { store, clock, log } = deps;

  /** Both or neither: what the API says has ended must not go on in Slack. A run that has ended is owed no more. */
  async function tell(runId: string, status: Omit<TrainingStatus, 'at'>): Promise<void> {
    const { state, done, total, note } = status;
    const event = { type: 'training.progress', runId, kind: 'models', done, total, note, state } as const;
    await store.transaction(async ({ facts, outbox }) => {
      await facts.put(trainingFact, runId, { ...status, at: clock() });
      await outbox.append(`${runId}:${clock()}:${state}:${done}`, event, clock());
      if (state !== 'running') await facts.remove(trainingOrders, runId);
    });
  }

  /** Told in order, so that what is told last is what stands. */
  async function run(order: TrainingOrder, runId: string, context: JobContext): Promise<void> {
    let toldAt = 0;
    let telling: Promise<void> = Promise.resolve();
    const onProgress = (message: TrainingMessage) => {
      if (message.kind !== 'progress') return;
      const { done, total, note } = message;
      deps.onProgress?.({ done, total, note });
      if (clock() - toldAt < tellEveryMs) return;
      toldAt = clock();
      context.progress({ done, total, note }).catch((err) => log.warn({ err }, 'progress not told'));
      telling = telling
        .then(() => tell(runId, { state: 'running', done, total, note }))
        .catch((err) => log.warn({ err }, 'progress not stored'));
    };
    try {
      const result = await trainInWorker(order, onProgress, context.signal);
      await telling;
      await deps.onTrained(result);
      await tell(runId, { state: 'done', done: 1, total: 1, note: describeTraining(result), result });
      log.info({ runId, models: result }, 'training is done');
    } catch (thrown) {
      await telling;
      // A run that is cut off by the end of the process is done again by the next one, and what passes is tried again.
      if (!context.signal.aborted && !isRetryable(thrown))
        await tell(runId, { state: 'failed', done: 0, total: 1, note: describeError(thrown) });
      throw thrown;
    }
  }

  queue.define(trainModelsJob, {
    attempts: 1,
    async onFailed({ runId }, reason) {
      const status = await store.facts.get(trainingFact, String(runId));
      if (status?.state === 'failed') return;
      await tell(String(runId), { state: 'failed', done: 0, total: 1, note: reason });
    },
    async handle(payload, context) {
      const { recordings, kinds, seed, runId } = payload as TrainingPayload;
      const trainedAt = new Date(clock()).toISOString();
      const order = {
        recordings,
        ...(kinds && { kinds }),
        seed,
        trainedAt,
        modelsDir: deps.modelsDir,
        file: join(deps.trainingDir, `${runId}.parquet`),
        settings: deps.settings,
        libraries: deps.libraries,
        mapping: deps.mapping,
      };
      log.info({ runId, recordings: recordings.length }, 'training begins');
      await run(order, runId, context);
    },
  });
}

/** Asks for a training, so that it is not forgotten with the job. */
export async function askForTraining(
  deps: { queue: Pick<Queue, 'later'>; store: Pick<Store, 'facts'>; clock: Clock },
  order: TrainingPayload,
): Promise<void> {
  await deps.store.facts.put(trainingOrders, order.runId, order);
  await deps.queue.later(trainModelsJob, { ...order }, { at: deps.clock(), key: order.runId });
}

/** The trainings that were asked for and have not ended. */
export function trainingsOwed({ store, clock }: { store: Pick<Store, 'facts'>; clock: Clock }): Debtor {
  return {
    name: 'trainings',
    async owed() {
      const orders = await store.facts.list(trainingOrders);
      return orders.map(({ value }) => ({ job: trainModelsJob, payload: value, at: clock() }));
    },
  };
}
