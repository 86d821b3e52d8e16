import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Topology } from '../../domain/device.ts';
import { labelsOfSpan } from '../../learning/incident-labels.ts';
import { readKnownLabels } from '../../learning/known-labels.ts';
import type { TrainingContext } from '../../learning/training-data.ts';
import type { Store } from '../../store/store.ts';
import type { History } from '../../telemetry/history/history.ts';

/** What the product itself stored. One process has a history open. */
export interface TrainingHistory {
  history: Pick<History, 'exportReadings'>;
  store: Pick<Store, 'incidents' | 'facts'>;
  topology: Topology;
}

/** Writes a span of the history, half-open, with the labels that are known of it, into the Parquet file that training reads. */
export async function readHistory(
  { history, store, topology }: TrainingHistory,
  { file, span }: { file: string; span: { from: number; to: number } },
  signal: AbortSignal,
): Promise<void> {
  const beside: TrainingContext = { ...labelsOfSpan(await readKnownLabels(store), { ...span, topology }), topology };
  await mkdir(dirname(file), { recursive: true });
  await history.exportReadings({ span, file, beside }, signal);
}
