import type { Config } from '../config.ts';
import { createQueue } from '../jobs/queue.ts';
import { askForTraining, defineTrainModels } from '../jobs/train-models.ts';
import { type TrainingStatus, trainingFact } from '../jobs/training-facts.ts';
import type { Log } from '../log.ts';
import { newRandomId } from './ids.ts';
import { openLocalStore } from './open-local-store.ts';
import { modelsFolder, trainingFolder } from './state-folders.ts';
import { readVersion } from './version.ts';

const lookEveryMs = 100;

/**
 * Runs the job `train-models` in this process, for a machine on which no bot runs: opens store and queue, waits for the job, closes both.
 * A failed training is a status, not a throw; one that is cut off is done again by the next bot. Another process on the same database or
 * Redis may take the job.
 */
export async function trainNow(
  config: Config,
  order: {
    recordings: string[];
    kinds?: string[];
    seed: number;
    log: Log;
    onStatus: (status: TrainingStatus) => void;
  },
): Promise<TrainingStatus & { runId: string }> {
  const { log, recordings, kinds, seed } = order;
  const clock = Date.now;
  const store = await openLocalStore(config, { log, create: true });
  try {
    const queue = await createQueue({ pool: store.pool, redisUrl: config.environment.REDIS_URL, log, clock });
    try {
      defineTrainModels(queue, {
        store,
        modelsDir: modelsFolder(config.state),
        trainingDir: trainingFolder(config.state),
        settings: { falseAlarmsPerDeviceDay: config.detection.falseAlarmsPerDeviceDay },
        libraries: { nocturne: readVersion(), node: process.versions.node },
        mapping: config.mapping,
        clock,
        log,
        onTrained: async () => undefined,
        onProgress: (step) => order.onStatus({ state: 'running', at: clock(), ...step }),
      });
      await queue.start();
      const runId = newRandomId('train');
      await askForTraining({ queue, store, clock }, { recordings, ...(kinds && { kinds }), seed, runId });
      for (;;) {
        const status = await store.facts.get(trainingFact, runId);
        if (status && status.state !== 'running') return { runId, ...status };
        await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
      }
    } finally {
      await queue.close();
    }
  } finally {
    await store.close();
  }
}
