import { parentPort, workerData } from 'node:worker_threads';
import { describeError } from '../errors.ts';
import { type TrainingOrder, trainRecordings } from './train-recordings.ts';

/** What the worker tells its parent; the last message is `done` or `failed`. */
export type TrainingMessage =
  | { kind: 'progress'; done: number; total: number; note: string }
  | { kind: 'done'; result: Awaited<ReturnType<typeof trainRecordings>> }
  | { kind: 'failed'; message: string };

const tell = (message: TrainingMessage) => parentPort!.postMessage(message);
let toldAt = 0;

try {
  const result = await trainRecordings(workerData as TrainingOrder, (done, total, note) => {
    if (done < total && performance.now() - toldAt < 250) return;
    toldAt = performance.now();
    tell({ kind: 'progress', done, total, note });
  });
  tell({ kind: 'done', result });
} catch (thrown) {
  tell({ kind: 'failed', message: describeError(thrown) });
}
