import type { Config } from '../config.ts';
import { openModels } from '../learning/open-models.ts';
import type { Log } from '../log.ts';
import type { WantedModel } from '../web/model-routes.ts';
import { changeModel } from './change-model.ts';
import { openLocalStore } from './open-local-store.ts';
import { modelsFolder } from './state-folders.ts';

/** Puts a model in use in this process, for a machine on which no bot runs, and writes it into the audit. */
export async function changeModelNow(config: Config, wanted: WantedModel, log: Log): Promise<{ id: string }> {
  const store = await openLocalStore(config, { log });
  try {
    return await changeModel({ registry: openModels(modelsFolder(config.state)), store, clock: Date.now }, wanted);
  } finally {
    await store.close();
  }
}
