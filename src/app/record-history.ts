import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader, HistorySeries } from '../domain/history-reader.ts';
import type { Incident } from '../domain/incident.ts';
import { recordingFiles } from '../domain/recording.ts';
import type { Sample } from '../domain/sample.ts';
import type { WorkStep } from '../domain/work-step.ts';
import { NocturneError } from '../errors.ts';
import { createIncidentLabels } from '../incidents/labels.ts';
import { labelsOfIncidents, overlaps } from '../learning/incident-labels.ts';
import { formatTopology } from '../network/format-topology.ts';
import type { Store } from '../store/store.ts';
import { createRecordingWriter } from '../telemetry/recording.ts';
import { writeLabels } from '../telemetry/recording-labels.ts';

/** Half-open, milliseconds since 1970. */
export interface RecordOrder {
  from: number;
  to: number;
  /** Made; must not be there yet. */
  folder: string;
}

/** What the recording holds. `unconfirmed` incidents have no label, because their cause was never confirmed. */
export interface Recorded {
  folder: string;
  samples: number;
  incidents: number;
  labels: number;
  unconfirmed: number;
}

/** Rows that are read at a time. */
const mostRows = 200_000;
const firstStepMs = 15 * 60_000;
const shortestStepMs = 1_000;
const withinMs = 60_000;
const allIncidents = 1_000_000;

/**
 * Writes a recording from what the product stored: samples, inventory, incidents as events, and a label for each incident whose cause a person
 * confirmed or a verified change proved. Throws `recording-exists`, `recording-empty` when nothing was stored in the span, and `history-failed`.
 */
export async function recordHistory(
  deps: { history: Pick<HistoryReader, 'range'>; store: Pick<Store, 'incidents' | 'facts'>; topology: Topology },
  { from, to, folder }: RecordOrder,
  onProgress: (step: WorkStep) => void = () => undefined,
): Promise<Recorded> {
  const { history, store, topology } = deps;
  if (existsSync(folder)) {
    throw new NocturneError('recording-exists', `${folder} is there already`, { hint: 'name a new folder' });
  }
  await mkdir(folder, { recursive: true });
  const writer = await createRecordingWriter(folder, { gzip: true });
  let samples = 0;
  try {
    for await (const batch of readInOrder(history, from, to)) {
      await writer.samples(batch.samples);
      samples += batch.samples.length;
      onProgress({ done: batch.until - from, total: to - from, note: 'writing samples' });
    }
    const incidents = (await store.incidents.list({ limit: allIncidents })).filter((one) =>
      overlaps(one, { from, to }),
    );
    for (const event of incidents.flatMap(eventsOf).sort((a, b) => a.at - b.at)) await writer.event(event);
    const said = await createIncidentLabels(store.facts).all();
    const { labels, leftOut } = labelsOfIncidents(incidents, said, { from, to, topology });
    await writeLabels(folder, labels);
    await writeFile(join(folder, recordingFiles.topology), formatTopology(topology));
    if (samples === 0) throw nothingStored(from, to);
    return {
      folder,
      samples,
      incidents: incidents.length,
      labels: labels.length,
      unconfirmed: leftOut.unconfirmed ?? 0,
    };
  } finally {
    await writer.close();
  }
}

/** The samples of a span in the order of their times, some at a time. The step gets shorter where there are many. */
async function* readInOrder(
  history: Pick<HistoryReader, 'range'>,
  from: number,
  to: number,
): AsyncGenerator<{ samples: Sample[]; until: number }> {
  let stepMs = firstStepMs;
  for (let at = from; at < to; ) {
    const until = Math.min(to, at + stepMs);
    const answer = await history.range({ from: at, to: until }, { rows: mostRows, withinMs });
    if (answer.outcome === 'failed') {
      throw new NocturneError('history-failed', `The history can't be read: ${answer.reason}`, { retryable: true });
    }
    if (answer.outcome === 'ok' && answer.more) {
      if (stepMs <= shortestStepMs) {
        throw new NocturneError('history-failed', `There are more than ${mostRows} samples within a second`);
      }
      stepMs = Math.max(shortestStepMs, Math.floor(stepMs / 4));
      continue;
    }
    yield { samples: answer.outcome === 'ok' ? inOrder(answer.series) : [], until };
    at = until;
  }
}

function inOrder(all: readonly HistorySeries[]): Sample[] {
  const samples = all.flatMap(({ place, metric, at, value }) =>
    Array.from(at, (time, i): Sample => ({ at: time, ...place, metric, value: value[i]! })),
  );
  // Lines of one place and moment stand together, and become one line.
  return samples.sort(
    (a, b) => a.at - b.at || compare(a.device, b.device) || compare(a.interface ?? '', b.interface ?? ''),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function eventsOf({ id, openedAt, resolvedAt, place, verdict, severity, end }: Incident) {
  const about = { incidentId: id, device: place.device, interface: place.interface };
  const opened = { at: openedAt, type: 'incident.opened', ...about, cause: verdict?.cause ?? null, severity };
  return resolvedAt === null
    ? [opened]
    : [opened, { at: resolvedAt, type: 'incident.resolved', ...about, how: end?.how ?? null }];
}

function nothingStored(from: number, to: number): NocturneError {
  const [begin, end] = [from, to].map((at) => new Date(at).toISOString());
  return new NocturneError('recording-empty', `Nothing was stored from ${begin} to ${end}`, {
    hint: 'choose another --from and --to; nocturne sources tells whether telemetry comes at all',
  });
}
