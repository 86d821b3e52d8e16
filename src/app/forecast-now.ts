import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import { NocturneError } from '../errors.ts';
import { createModelsInUse } from '../learning/models-in-use.ts';
import { openModels } from '../learning/open-models.ts';
import type { Log } from '../log.ts';
import { answerForecast, type ForecastAnswer, type ForecastOrder } from '../tools/forecast/answer.ts';
import { readInventory } from './inventory.ts';
import { openHistoryOf } from './open-history.ts';
import { historyFolder, modelsFolder } from './state-folders.ts';

/** Nothing is kept in memory where no bot runs. */
const noMemory: MetricReader = { values: () => [], metricsAt: () => [], lastHeard: () => null };

/** Forecasts in this process from what is stored, for a machine on which no bot runs. Throws `no-history`. */
export async function forecastNow(
  config: Config,
  order: ForecastOrder,
  { log, now }: { log: Log; now: number },
): Promise<ForecastAnswer> {
  const dir = historyFolder(config.state);
  if (!existsSync(dir))
    throw new NocturneError('no-history', `No telemetry is stored in ${dir}`, {
      hint: 'start a bot, or name the folder of its state with --state',
    });
  const topology = await readInventory(config, log);
  const models = createModelsInUse(openModels(modelsFolder(config.state)), topology);
  await models.load();
  const history = await openHistoryOf(config, { log, clock: Date.now });
  try {
    return await answerForecast({ topology, metrics: noMemory, history, models }, order, now);
  } finally {
    await history.close();
  }
}
