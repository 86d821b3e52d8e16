import { mkdir } from 'node:fs/promises';
import { readApprovalLoad } from '../../changes/approval-load.ts';
import { keepDigest, spansMs } from '../../digests/digests.ts';
import { makeDigest } from '../../digests/make-digest.ts';
import type { Clock, NewId } from '../../domain/clock.ts';
import type { Topology } from '../../domain/device.ts';
import type { Digest, DigestKind } from '../../domain/digest.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import type { Log } from '../../log.ts';
import { createRisks } from '../../risks/risks.ts';
import type { Store } from '../../store/store.ts';
import { type History, openHistory } from '../../telemetry/history/history.ts';
import type { MetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import { importRecordings } from '../record/import-recordings.ts';
import type { RecordingReading } from './moments.ts';
import type { ReplayWorld } from './stage.ts';

/** Stores a whole recording as a history below a folder. The history also holds what comes after the moment that is played, so every question to it must end at that moment. */
export async function openReplayedHistory(
  recording: string,
  given: RecordingReading & { mapping: MetricMapping; topology: Topology; dir: string; clock: Clock; log: Log },
  onProgress: (step: WorkStep) => void,
): Promise<History> {
  const { dir, clock, log, topology, mapping, precision } = given;
  await mkdir(dir, { recursive: true });
  const history = await openHistory({ dir, log, clock });
  try {
    const order = { recordings: [recording], precision };
    await importRecordings({ history, topology, mapping }, order, (step) =>
      onProgress({ ...step, note: 'storing the recording' }),
    );
    return history;
  } catch (thrown) {
    await history.close();
    throw thrown;
  }
}

/**
 * Makes the digest that is due when a replay ends, and stores it with the event that tells of it. The digest begins where the playing began, because
 * nothing looked for incidents before that.
 */
export async function makeReplayedDigest(
  kind: DigestKind,
  {
    world,
    history,
    from,
    to,
    store,
    newId,
  }: { world: ReplayWorld; history: HistoryReader; from: number; to: number; store: Store; newId: NewId },
): Promise<Digest> {
  const { metrics, models, topology } = world;
  const clock = () => to;
  const digest = await makeDigest(
    {
      ...{ store, history, metrics, models, clock, topology: () => topology, risks: createRisks({ store, clock }) },
      silences: { list: async () => [] },
      senders: { read: () => ({ unknownDevices: [] }) },
      modelStates: async () => models.states(),
      approvalLoad: (since) => readApprovalLoad({ store }, since),
    },
    { kind, from: Math.max(from, to - spansMs[kind]), to, dueAt: null },
  );
  await keepDigest(store, `${newId('post')}:${to}`, { at: to, schedule: null, digest });
  return digest;
}
