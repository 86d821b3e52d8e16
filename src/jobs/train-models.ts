import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../domain/clock.ts';
import { describeError, isRetryable } from '../errors.ts';
import type { LearningSettings } from '../learning/kind.ts';
import type { TrainingResult } from '../learning/pipeline.ts';
import { describeTraining } from '../learning/training-words.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { MappingInput } from '../telemetry/mapping-schema.ts';
import type { Job, JobContext } from './queue/job.ts';
import { trainInWorker } from './training/train-in-worker.ts';
import type { TrainingMessage } from './training/train-worker.ts';
import type { TrainingOrder } from './training/training-order.ts';
import {
  listTrainingsOwed,
  type TrainingRun,
  type TrainingStatus,
  tellTraining,
  trainingFact,
} from './training/training-runs.ts';

export interface TrainModelsDeps {
  store: Store;
  training: {
    modelsDir: string;
    /** Folder of the files by which training data reaches a worker. */
    trainingDir: string;
    settings: LearningSettings;
    libraries: Record<string, string>;
    /** Own rules for the names in recordings. */
    mapping?: MappingInput;
    /** Called when new models are the ones in use. */
    onTrained: (result: TrainingResult) => Promise<void>;
    /** Told of every step, more often than Slack is. */
    onProgress?: (progress: { done: number; total: number; note: string }) => void;
  };
  clock: Clock;
  log: Log;
}

const payload = z.strictObject({
  recordings: z.array(z.string().min(1)),
  kinds: z.array(z.string().min(1)).optional(),
  seed: z.number(),
  runId: z.string().min(1),
});

/** Trains models on recordings, in worker threads. */
export const trainModels: Job<'train-models', typeof payload, TrainModelsDeps> = {
  name: 'train-models',
  payload,
  retry: { attempts: 1 },
  onFailed: {
    async tell({ runId }, reason, deps) {
      if (runId === undefined) return;
      const status = await deps.store.facts.get<TrainingStatus>(trainingFact, runId);
      if (status?.state === 'failed') return;
      await tellTraining(deps, runId, { state: 'failed', done: 0, total: 1, note: reason });
    },
  },
  owed: listTrainingsOwed,
  async handle(asked, deps, context) {
    const { recordings, runId } = asked;
    deps.log.info({ runId, recordings: recordings.length }, 'training begins');
    await run(deps, orderOf(asked, deps), runId, context);
  },
};

function orderOf({ recordings, kinds, seed, runId }: TrainingRun, { training, clock }: TrainModelsDeps): TrainingOrder {
  const { modelsDir, settings, libraries, mapping } = training;
  return {
    recordings,
    ...(kinds && { kinds }),
    seed,
    trainedAt: new Date(clock()).toISOString(),
    modelsDir,
    file: join(training.trainingDir, `${runId}.parquet`),
    ...{ settings, libraries, mapping },
  };
}

async function run(deps: TrainModelsDeps, order: TrainingOrder, runId: string, context: JobContext): Promise<void> {
  const { training, log } = deps;
  const progress = createTeller(deps, runId, context);
  try {
    const result = await trainInWorker(order, progress.hear, context.signal);
    await progress.told();
    await training.onTrained(result);
    await tellTraining(deps, runId, { state: 'done', done: 1, total: 1, note: describeTraining(result), result });
    log.info({ runId, models: result }, 'training is done');
  } catch (thrown) {
    await progress.told();
    // A run that is cut off by the end of the process is done again by the next one, and what passes is tried again.
    if (!context.signal.aborted && !isRetryable(thrown))
      await tellTraining(deps, runId, { state: 'failed', done: 0, total: 1, note: describeError(thrown) });
    throw thrown;
  }
}

/** The least time between two stored progress events: they are shown in Slack, which takes about one message a second. */
const tellEveryMs = 1_000;

/** Told in order, so that what is told last is what stands. */
function createTeller(deps: TrainModelsDeps, runId: string, context: JobContext) {
  const { training, clock, log } = deps;
  let toldAt = 0;
  let telling: Promise<void> = Promise.resolve();
  return {
    hear(message: TrainingMessage): void {
      if (message.kind !== 'progress') return;
      const { done, total, note } = message;
      training.onProgress?.({ done, total, note });
      if (clock() - toldAt < tellEveryMs) return;
      toldAt = clock();
      context.progress({ done, total, note }).catch((err) => log.warn({ err }, 'progress not told'));
      telling = telling
        .then(() => tellTraining(deps, runId, { state: 'running', done, total, note }))
        .catch((err) => log.warn({ err }, 'progress not stored'));
    },
    /** Resolves when everything that was heard is stored. */
    told: () => telling,
  };
}
