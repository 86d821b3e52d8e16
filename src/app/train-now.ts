import type { Config } from '../config.ts';
import { createQueue } from '../jobs/queue/queue.ts';
import { trainModels } from '../jobs/train-models.ts';
import type { TrainingSource } from '../jobs/training/training-order.ts';
import { askForTraining, type TrainingStatus, trainingFact } from '../jobs/training/training-runs.ts';
import type { Log } from '../log.ts';
import type { History } from '../telemetry/history/history.ts';
import { newRandomId } from './ids.ts';
import { readInventory } from './inventory.ts';
import { openHistoryOf } from './open-history.ts';
import { openLocalStore } from './open-local-store.ts';
import { trainingDeps } from './training.ts';

const lookEveryMs = 100;

/**
 * Runs the job `train-models` in this process, for a machine on which no bot runs: opens store and queue, waits for the job, closes both.
 * A failed training is a status, not a throw; one that is cut off is done again by the next bot. Another process on the same database or
 * Redis may take the job.
 */
export async function trainNow(
  config: Config,
  order: {
    kinds?: string[];
    seed: number;
    log: Log;
    onStatus: (status: TrainingStatus) => void;
  } & TrainingSource,
): Promise<TrainingStatus & { runId: string }> {
  const { log, recordings, precision, span, kinds, seed } = order;
  const clock = Date.now;
  const store = await openLocalStore(config, { log, create: true });
  let history: History | undefined;
  try {
    const queue = await createQueue({ pool: store.pool, redisUrl: config.environment.REDIS_URL, log, clock });
    try {
      queue.define(trainModels, {
        training: trainingDeps(config, {
          async history() {
            history ??= await openHistoryOf(config, { log, clock });
            return { history, topology: await readInventory(config, log) };
          },
          onTrained: async () => undefined,
          onProgress: (step) => order.onStatus({ state: 'running', at: clock(), ...step }),
        }),
        ...{ store, clock, log },
      });
      await queue.start();
      const runId = newRandomId('train');
      await askForTraining(
        { later: queue, store, clock },
        {
          ...(span ? { span } : { recordings, ...(precision && { precision }) }),
          ...(kinds && { kinds }),
          seed,
          runId,
        },
      );
      for (;;) {
        const status = await store.facts.get(trainingFact, runId);
        if (status && status.state !== 'running') return { runId, ...status };
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    } finally {
      await queue.close();
    }
  } finally {
    await history?.close();
    await store.close();
  }
}
