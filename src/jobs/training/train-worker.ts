import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../errors.ts';
import type { TrainingResult } from '../../learning/pipeline.ts';
import { prepareTraining } from './prepare-training.ts';
import { trainFromFile } from './train-from-file.ts';
import type { TrainingOrder } from './training-order.ts';

/** The steps of a training, each in a thread of its own: all that the second knows of the data is the file that the first wrote. */
export type TrainingStep = 'prepare' | 'train';

/** What the worker tells its parent; the last message is `done` or `failed`. Preparing has no result. */
export type TrainingMessage =
  | { kind: 'progress'; done: number; total: number; note: string }
  | { kind: 'done'; result: TrainingResult | null }
  | { kind: 'failed'; message: string };

const tell = (message: TrainingMessage) => parentPort!.postMessage(message);
let toldAt = 0;

function onProgress(done: number, total: number, note: string): void {
  if (done < total && performance.now() - toldAt < 250) return;
  toldAt = performance.now();
  tell({ kind: 'progress', done, total, note });
}

try {
  const { step, order } = workerData as { step: TrainingStep; order: TrainingOrder };
  if (step === 'prepare') {
    await prepareTraining(order, onProgress);
    tell({ kind: 'done', result: null });
  } else tell({ kind: 'done', result: await trainFromFile(order, onProgress) });
} catch (thrown) {
  tell({ kind: 'failed', message: describeError(thrown) });
}
