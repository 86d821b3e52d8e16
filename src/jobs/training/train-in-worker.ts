import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { NocturneError } from '../../errors.ts';
import type { Trained } from './train-from-file.ts';
import type { TrainingMessage, TrainingStep } from './train-worker.ts';
import type { RecordingsOrder, TrainingOrder } from './training-order.ts';

/** The extension that this file has itself: TypeScript in a checkout, JavaScript in the package. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

export interface TrainingRunner {
  onProgress(message: TrainingMessage): unknown;
  signal: AbortSignal;
}

/** Writes what is learned from to the training file. */
export type ReadTraining = (file: string, runner: TrainingRunner) => Promise<void>;

/** Reads recordings in a worker thread. */
export const fromRecordings =
  (order: Omit<RecordingsOrder, 'file'>): ReadTraining =>
  async (file, runner) =>
    void (await runStep({ step: 'read', order: { ...order, file } }, runner));

/**
 * Writes the training data to the order's Parquet file and trains on it in a worker thread; the file is gone at the end, whatever the end is.
 * Throws `training-failed` with the worker's reason, and what `read` throws.
 */
export async function trainInWorker(
  order: TrainingOrder,
  read: ReadTraining,
  runner: TrainingRunner,
): Promise<Trained> {
  try {
    await read(order.file, runner);
    return (await runStep({ step: 'train', order }, runner))!;
  } finally {
    // A worker that was ended in the middle removes nothing itself.
    for (const ending of ['', '.part', '.spill']) await rm(`${order.file}${ending}`, { recursive: true, force: true });
  }
}

function runStep(step: TrainingStep, { onProgress, signal }: TrainingRunner): Promise<Trained | null> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(`./train-worker.${extension}`, import.meta.url), {
      workerData: step,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const fail = (message: string) =>
      reject(
        new NocturneError('training-failed', `Training failed: ${message}`, {
          hint: 'check the recordings or the span that it was told to use',
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
