import type { Config } from '../config.ts';
import type { Log } from '../log.ts';
import type { LabelsPort } from '../web/label-routes.ts';
import { readInventory } from './inventory.ts';
import { createLabelsDoor } from './labels-door.ts';
import { openLocalStore } from './open-local-store.ts';

/** Works on the labels in this process, for a machine on which no bot runs. Throws `store-missing`; who wants to add labels makes the store. */
export async function withLabels<T>(
  config: Config,
  { log, create = false }: { log: Log; create?: boolean },
  work: (labels: LabelsPort) => Promise<T>,
): Promise<T> {
  // Before a store is made: without an inventory nothing is.
  const topology = create ? await readInventory(config, log) : { devices: [], links: [] };
  const store = await openLocalStore(config, { log, create });
  try {
    return await work(createLabelsDoor({ store, topology: async () => topology, clock: Date.now }));
  } finally {
    await store.close();
  }
}
