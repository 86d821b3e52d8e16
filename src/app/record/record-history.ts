import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Topology } from '../../domain/device.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { Incident } from '../../domain/incident.ts';
import { recordingFiles } from '../../domain/recording.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import { NocturneError } from '../../errors.ts';
import { labelsOfSpan, overlaps } from '../../learning/incident-labels.ts';
import { readKnownLabels } from '../../learning/known-labels.ts';
import { formatTopology } from '../../network/format-topology.ts';
import type { Store } from '../../store/store.ts';
import { createRecordingWriter } from '../../telemetry/recording.ts';
import { writeLabels } from '../../telemetry/recording-labels.ts';
import type { RecordOrder } from '../../web/record-route.ts';
import { createGapFinder, type Gap } from './gaps.ts';
import { fillNewFolder } from './new-folder.ts';
import { readInOrder } from './read-in-order.ts';

/** What the recording holds. `unconfirmed` incidents have no label, because their cause was never confirmed. Times are milliseconds since 1970. */
export interface Recorded {
  folder: string;
  samples: number;
  /** Times of the first and the last sample. */
  first: number;
  last: number;
  /** Where nothing was stored for longer than usual. */
  gaps: Gap[];
  incidents: number;
  labels: number;
  unconfirmed: number;
}

export interface RecordDeps {
  history: Pick<HistoryReader, 'range'>;
  store: Pick<Store, 'incidents' | 'facts'>;
  topology: Topology;
}

export interface RecordRunner {
  onProgress?: (step: WorkStep) => void;
  /** Ends the writing when it aborts. */
  signal?: AbortSignal | undefined;
}

const allIncidents = 1_000_000;

/**
 * Writes a recording from what the product stored: samples, inventory, incidents as events, and a label for each fault whose cause a person confirmed, a
 * verified change proved or an import brought. The folder appears when it is whole. Throws `recording-exists`, `recording-unwritable`, `recording-empty` when
 * nothing was stored in the span, and `history-failed`.
 */
export async function recordHistory(
  deps: RecordDeps,
  order: RecordOrder,
  { onProgress, signal }: RecordRunner = {},
): Promise<Recorded> {
  const { history, store, topology } = deps;
  const { from, to } = order;

  async function writeSamples(folder: string, incidents: readonly Incident[]) {
    const writer = await createRecordingWriter(folder, { gzip: true });
    const gaps = createGapFinder(order);
    let count = 0;
    try {
      for await (const { samples, until } of readInOrder(history, order, signal)) {
        await writer.samples(samples);
        for (const { at } of samples) gaps.see(at);
        count += samples.length;
        onProgress?.({ done: until - from, total: to - from, note: 'writing samples' });
      }
      for (const event of incidents.flatMap(eventsOf).sort((a, b) => a.at - b.at)) await writer.event(event);
    } finally {
      await writer.close();
    }
    return { samples: count, ...gaps.found() };
  }

  return fillNewFolder(order.folder, async (folder) => {
    const stored = await store.incidents.list({ limit: allIncidents });
    const incidents = stored.filter((one) => overlaps(one, order));
    const { samples, first, last, gaps } = await writeSamples(folder, incidents);
    if (first === null || last === null) throw nothingStored(order);
    const { labels, leftOut } = labelsOfSpan(await readKnownLabels(store), { from, to, topology });
    await writeLabels(folder, labels);
    await writeFile(join(folder, recordingFiles.topology), formatTopology(topology));
    return {
      ...{ folder: order.folder, samples, first, last, gaps },
      ...{ incidents: incidents.length, labels: labels.length, unconfirmed: leftOut.unconfirmed ?? 0 },
    };
  });
}

function eventsOf({ id, openedAt, resolvedAt, place, verdict, severity, end }: Incident) {
  const about = { incidentId: id, device: place.device, interface: place.interface };
  const opened = { at: openedAt, type: 'incident.opened', ...about, cause: verdict?.cause ?? null, severity };
  return resolvedAt === null
    ? [opened]
    : [opened, { at: resolvedAt, type: 'incident.resolved', ...about, how: end?.how ?? null }];
}

function nothingStored({ from, to }: RecordOrder): NocturneError {
  const [begin, end] = [from, to].map((at) => new Date(at).toISOString());
  return new NocturneError('recording-empty', `Nothing was stored from ${begin} to ${end}`, {
    hint: 'choose another --from and --to; nocturne sources tells whether telemetry comes at all',
  });
}
