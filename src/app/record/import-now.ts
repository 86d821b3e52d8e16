import type { Config } from '../../config.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import type { Log } from '../../log.ts';
import { createMetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import { readInventory } from '../inventory.ts';
import { openHistoryOf } from '../open-history.ts';
import { type Imported, type ImportOrder, importRecordings } from './import-recordings.ts';

/** Imports recordings in this process, while no bot runs on the state. Throws `history-locked` while one does. */
export async function importNow(
  config: Config,
  order: ImportOrder,
  { log, onProgress }: { log: Log; onProgress: (step: WorkStep) => void },
): Promise<Imported> {
  const topology = await readInventory(config, log);
  const history = await openHistoryOf(config, { log, clock: Date.now });
  try {
    const imported = await importRecordings(
      { history, topology, mapping: createMetricMapping(config.mapping) },
      order,
      onProgress,
    );
    await history.seal();
    return imported;
  } finally {
    await history.close();
  }
}
