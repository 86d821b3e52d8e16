import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { NocturneError } from '../../errors.ts';
import type { TrainingResult } from '../../learning/pipeline.ts';
import type { TrainingMessage, TrainingStep } from './train-worker.ts';
import type { TrainingOrder } from './training-order.ts';

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
