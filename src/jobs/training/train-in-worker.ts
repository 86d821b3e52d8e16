import { rm } from 'node:fs/promises';
import type { Worker } from 'node:worker_threads';
import { describeError, NocturneError } from '../../errors.ts';
import { startThread, startWorkerHost } from '../../foundation/worker-host.ts';
import type { TaughtByLabels, TeachOrder } from './teach-challenger.ts';
import type { Trained } from './train-from-file.ts';
import type { TrainingThread } from './train-worker.ts';
import type { RecordingsOrder, TrainingOrder, TrainingStep } from './training-order.ts';

export interface TrainingRunner {
  onProgress(step: TrainingStep): void;
  /** Ends the training when it aborts. */
  signal: AbortSignal;
  /** Starts the thread of a part; a test passes one that dies. */
  startWorker?: () => Worker;
}

/** Writes what is learned from to the training file. */
export type ReadTraining = (file: string, runner: TrainingRunner) => Promise<void>;

/** Reads recordings in a worker thread. */
export const fromRecordings =
  (order: Omit<RecordingsOrder, 'file'>): ReadTraining =>
  (file, runner) =>
    runPart('read', { ...order, file }, runner);

/**
 * Writes the training data to the order's Parquet file and trains on it in a worker thread; the file is gone at the end, whatever the end is.
 * Throws `training-failed` with the worker's reason, also when that died or was ended, and what `read` throws.
 */
export async function trainInWorker(
  order: TrainingOrder,
  read: ReadTraining,
  runner: TrainingRunner,
): Promise<Trained> {
  try {
    await read(order.file, runner);
    return await runPart('train', order, runner);
  } finally {
    // A worker that was ended in the middle removes nothing itself.
    for (const ending of ['', '.part', '.spill']) await rm(`${order.file}${ending}`, { recursive: true, force: true });
  }
}

/** Fits a challenger on labels in a worker thread. Throws as {@link trainInWorker} does. */
export const teachInWorker = (order: TeachOrder, runner: TrainingRunner): Promise<TaughtByLabels> =>
  runPart('teach', order, runner);

/** In a thread that lives as long as the part does. */
async function runPart<Part extends keyof TrainingThread>(
  part: Part,
  order: Parameters<TrainingThread[Part]>[0],
  { onProgress, signal, startWorker = startTraining }: TrainingRunner,
): Promise<Awaited<ReturnType<TrainingThread[Part]>>> {
  if (signal.aborted) throw trainingFailed('it was ended');
  const host = startWorkerHost<TrainingThread>(startWorker(), (reason) => trainingFailed(reason));
  const end = () => void host.stop('it was ended');
  signal.addEventListener('abort', end);
  try {
    return await host.call(part, order, { onProgress });
  } catch (thrown) {
    throw isTrainingFailed(thrown) ? thrown : trainingFailed(describeError(thrown), thrown);
  } finally {
    signal.removeEventListener('abort', end);
    await host.stop('its part is over');
  }
}

const startTraining = () => startThread('train-worker', import.meta.url);

const isTrainingFailed = (thrown: unknown) => thrown instanceof NocturneError && thrown.code === 'training-failed';

const trainingFailed = (reason: string, cause?: unknown) =>
  new NocturneError('training-failed', `Training failed: ${reason}`, {
    cause,
    hint: 'check the recordings or the span that it was told to use',
  });
