import type { Config } from '../../config.ts';
import type { Log } from '../../log.ts';
import type { RecordOrder } from '../../web/record-route.ts';
import { readInventory } from '../inventory.ts';
import { openHistoryOf } from '../open-history.ts';
import { openLocalStore } from '../open-local-store.ts';
import { type Recorded, type RecordRunner, recordHistory } from './record-history.ts';

/** Writes a recording in this process, for a machine on which no bot runs. */
export async function recordNow(
  config: Config,
  order: RecordOrder,
  { log, ...runner }: RecordRunner & { log: Log },
): Promise<Recorded> {
  const store = await openLocalStore(config, { log });
  try {
    const history = await openHistoryOf(config, { log, clock: Date.now });
    try {
      return await recordHistory(
        { history: history.archive, store, topology: await readInventory(config, log) },
        order,
        runner,
      );
    } finally {
      await history.close();
    }
  } finally {
    await store.close();
  }
}
