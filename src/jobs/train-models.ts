import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Clock } from '../domain/clock.ts';
import type { WorkStep } from '../domain/work-step.ts';
import { describeError, isRetryable } from '../errors.ts';
import type { LearningSettings } from '../learning/kind.ts';
import type { TrainingResult } from '../learning/pipeline.ts';
import { describeLeftOut, describeTraining } from '../learning/training-words.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { MappingInput } from '../telemetry/mapping/mapping-schema.ts';
import type { Job, JobContext } from './queue/job.ts';
import { readHistory, type TrainingHistory } from './training/read-history.ts';
import { readLessons, type TaughtByLabels } from './training/teach-challenger.ts';
import type { Trained } from './training/train-from-file.ts';
import {
  fromRecordings,
  type ReadTraining,
  type TrainingRunner,
  teachInWorker,
  trainInWorker,
} from './training/train-in-worker.ts';
import type { TrainingOrder, TrainingStep } from './training/training-order.ts';
import {
  listTrainingsOwed,
  type TrainingRun,
  tellTraining,
  trainingFact,
  trainingRun,
} from './training/training-runs.ts';

export interface TrainModelsDeps {
  store: Store;
  training: {
    modelsDir: string;
    /** Folder of the files by which training data reaches a worker. */
    trainingDir: string;
    settings: LearningSettings;
    libraries: Record<string, string>;
    /** Opens the history where that was not done yet. */
    history: () => Promise<Pick<TrainingHistory, 'history' | 'topology'>>;
    /** Own rules for the names in recordings. */
    mapping?: MappingInput;
    /** Called when new models are the ones in use. */
    onTrained: (result: TrainingResult) => Promise<void>;
    /** Told of every step, more often than Slack is. */
    onProgress?: (step: WorkStep) => void;
    /** Starts the thread of a part; a test passes one that dies. */
    startWorker?: () => Worker;
  };
  clock: Clock;
  log: Log;
}

/** Trains models on recordings or on a span of the history, in worker threads. */
export const trainModels: Job<'train-models', typeof trainingRun, TrainModelsDeps> = {
  name: 'train-models',
  payload: trainingRun,
  retry: { attempts: 1 },
  onFailed: {
    async tell({ runId }, reason, deps) {
      if (runId === undefined) return;
      const status = await deps.store.facts.get(trainingFact, runId);
      if (status?.state === 'failed') return;
      await tellTraining(deps, runId, { state: 'failed', done: 0, total: 1, note: reason });
    },
  },
  owed: listTrainingsOwed,
  async handle(asked, deps, context) {
    const { kinds, seed, runId, ...source } = asked;
    deps.log.info({ runId, ...source }, 'training begins');
    await run(deps, asked, context);
  },
};

function orderOf({ kinds, seed, runId }: TrainingRun, { training, clock }: TrainModelsDeps): TrainingOrder {
  const { modelsDir, settings, libraries } = training;
  return {
    ...(kinds && { kinds }),
    seed,
    trainedAt: new Date(clock()).toISOString(),
    modelsDir,
    file: join(training.trainingDir, `${runId}.parquet`),
    ...{ settings, libraries },
  };
}

function sourceOf(
  { recordings = [], precision, span }: TrainingRun,
  { training, store }: TrainModelsDeps,
): ReadTraining {
  if (!span) return fromRecordings({ recordings, precision, mapping: training.mapping });
  return async (file, { onProgress, signal }) => {
    onProgress({ done: 0, total: 1, note: 'reading the history' });
    await readHistory({ ...(await training.history()), store }, { file, span }, signal);
  };
}

/** From labels in one way, from telemetry in another. */
async function train(
  asked: TrainingRun,
  deps: TrainModelsDeps,
  runner: TrainingRunner,
): Promise<Trained & Partial<TaughtByLabels>> {
  const order = orderOf(asked, deps);
  if (!asked.labels) return trainInWorker(order, sourceOf(asked, deps), runner);
  const { topology } = await deps.training.history();
  const { modelsDir, seed, trainedAt, libraries } = order;
  const lessons = await readLessons(deps.store);
  return teachInWorker({ ...lessons, ...asked.labels, topology, modelsDir, seed, trainedAt, libraries }, runner);
}

async function run(deps: TrainModelsDeps, asked: TrainingRun, context: JobContext): Promise<void> {
  const { training, log } = deps;
  const { runId } = asked;
  const progress = createTeller(deps, runId, context);
  try {
    const { startWorker } = training;
    const runner = { onProgress: progress.hear, signal: context.signal, ...(startWorker && { startWorker }) };
    const { models: result, data, taught } = await train(asked, deps, runner);
    await progress.told();
    await training.onTrained(result);
    const note = `${describeTraining(result)} ${describeLeftOut(data.leftOut)}`.trim();
    await tellTraining(deps, runId, {
      state: 'done',
      done: 1,
      total: 1,
      note,
      result,
      data,
      ...(taught && { taught }),
    });
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
    hear({ done, total, note }: TrainingStep): void {
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
