import { Worker } from 'node:worker_threads';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Queue } from './job.ts';
import type { TrainingOrder, TrainingResult } from './train-recordings.ts';
import type { TrainingMessage } from './train-worker.ts';

export const trainModelsJob = 'train-models';

/** The extension that this file has itself: TypeScript in a checkout, JavaScript in the package. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/** Trains in a worker thread. Throws `training-failed` with the worker's reason. */
function trainInWorker(order: TrainingOrder, onProgress: (message: TrainingMessage) => void, signal: AbortSignal) {
  return new Promise<TrainingResult>((resolve, reject) => {
    const worker = new Worker(new URL(`./train-worker.${extension}`, import.meta.url), { workerData: order });
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

/** Makes the job known. `onTrained` is called when new models are the ones in use. Payload: `{ recordings, seed, runId }`. */
export function defineTrainModels(
  queue: Queue,
  deps: {
    store: Store;
    modelsDir: string;
    libraries: Record<string, string>;
    clock: Clock;
    log: Log;
    onTrained: (result: TrainingResult) => Promise<void>;
    /** Told of every step, more often than Slack is. */
    onProgress?: (progress: { done: number; total: number; note: string }) => void;
  },
): void {
  const { store, clock, log } = deps;

  async function tell(runId: string, done: number, total: number, note: string): Promise<void> {
    const event = { type: 'training.progress', runId, kind: 'models', done, total, note } as const;
    await store.facts.put('training', runId, { done, total, note, at: clock() });
    await store.outbox.append(`${runId}:${clock()}:${done}`, event, clock());
  }

  queue.define(trainModelsJob, {
    attempts: 1,
    async handle(payload, context) {
      const { recordings, seed, runId } = payload as { recordings: string[]; seed: number; runId: string };
      const trainedAt = new Date(clock()).toISOString();
      const order = { recordings, seed, trainedAt, modelsDir: deps.modelsDir, libraries: deps.libraries };
      let toldAt = 0;
      log.info({ runId, recordings: recordings.length }, 'training begins');
      const onProgress = (message: TrainingMessage) => {
        if (message.kind !== 'progress') return;
        const { done, total, note } = message;
        deps.onProgress?.({ done, total, note });
        if (clock() - toldAt < tellEveryMs) return;
        toldAt = clock();
        context.progress({ done, total, note }).catch((err) => log.warn({ err }, 'progress not told'));
        tell(runId, done, total, note).catch((err) => log.warn({ err }, 'progress not stored'));
      };
      const result = await trainInWorker(order, onProgress, context.signal);
      await deps.onTrained(result);
      const quality = result.macroF1 === null ? '' : `, macro F1 ${result.macroF1.toFixed(3)}`;
      await tell(runId, 1, 1, `models ready${quality}`);
      log.info({ runId, ...result }, 'training is done');
    },
  });
}
