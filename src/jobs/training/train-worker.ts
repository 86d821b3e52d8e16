import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../../errors.ts';
import { readRecordings } from './read-recordings.ts';
import { type Trained, trainFromFile } from './train-from-file.ts';
import type { RecordingsOrder, TrainingOrder } from './training-order.ts';

/** The steps of a training, each in a thread of its own: all that the second knows of the data is the file that the first wrote. */
export type TrainingStep = { step: 'read'; order: RecordingsOrder } | { step: 'train'; order: TrainingOrder };

/** What the worker tells its parent; the last message is `done` or `failed`. Reading has no result. */
export type TrainingMessage =
  | { kind: 'progress'; done: number; total: number; note: string }
  | { kind: 'done'; result: Trained | null }
  | { kind: 'failed'; message: string };

const tell = (message: TrainingMessage) => parentPort!.postMessage(message);
let toldAt = 0;

function onProgress(done: number, total: number, note: string): void {
  if (done < total && performance.now() - toldAt < 250) return;
  toldAt = performance.now();
  tell({ kind: 'progress', done, total, note });
}

try {
  const { step, order } = workerData as TrainingStep;
  if (step === 'read') {
    await readRecordings(order, onProgress);
    tell({ kind: 'done', result: null });
  } else tell({ kind: 'done', result: await trainFromFile(order, onProgress) });
} catch (thrown) {
  tell({ kind: 'failed', message: describeError(thrown) });
}
