import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Topology } from '../../domain/device.ts';
import type { Digest, DigestKind } from '../../domain/digest.ts';
import { recordingFiles } from '../../domain/recording.ts';
import type { RiskOutcome } from '../../domain/risk.ts';
import type { WorkStep } from '../../domain/work-step.ts';
import { NocturneError } from '../../errors.ts';
import { fromRecordings, trainInWorker } from '../../jobs/training/train-in-worker.ts';
import { causes } from '../../learning/kinds/causes.ts';
import { detection } from '../../learning/kinds/detection.ts';
import { readTopology } from '../../network/inventory.ts';
import { riskFact } from '../../risks/risk-facts.ts';
import type { Store } from '../../store/store.ts';
import { createMetricMapping } from '../../telemetry/mapping/metric-mapping.ts';
import type { Precision } from '../../telemetry/precision.ts';
import { readLabels } from '../../telemetry/recording-labels.ts';
import { readVersion } from '../version.ts';
import { asReplayed, type Comparison, compareWithEvents, eventsOf, type ReplayedIncident } from './compare.ts';
import { readMoments } from './moments.ts';
import { createPace, type Pace } from './pace.ts';
import { makeReplayedDigest, openReplayedHistory } from './replayed-digest.ts';
import { createStage, type Stage, type StageOptions, warmUpMs } from './stage.ts';

/** What is played, and by which part of the configuration. Times are milliseconds since 1970; `to` is not included. */
export interface ReplayOptions extends Omit<StageOptions, 'topology' | 'config' | 'history'> {
  recording: string;
  /** Unit of its times; when left out, what it says itself, or by their size. */
  precision?: Precision | undefined;
  to: number;
  /** Times faster than the day itself; infinite for as fast as it goes. */
  speed: number;
  config: Pick<Config, 'detection' | 'mapping' | 'training' | 'risks'>;
  /** Which digest is made at the end, and the folder in which the recording is stored for it. */
  digest?: { kind: DigestKind; dir: string } | undefined;
  onProgress?: (step: WorkStep) => void;
}

/** A risk of a replay; `endedAt` and `how` are null for one that stood at the end. */
export interface ReplayedRisk {
  openedAt: number;
  endedAt: number | null;
  how: RiskOutcome | null;
  device: string;
  interface: string | null;
  metric: string;
  limit: number;
}

export interface ReplayResult {
  samples: number;
  /** Real time that the playing took, training not counted. */
  seconds: number;
  incidents: ReplayedIncident[];
  /** What was warned of, oldest first. */
  risks: ReplayedRisk[];
  /** Null when the recording has no labels. */
  against: Comparison | null;
  /** Null when none was asked for. */
  digest: Digest | null;
}

/** Stored work is waited for now and then, so that memory stays bounded at any speed. */
const settleEveryMoments = 500;

/**
 * Plays a recording through mapping, detection, diagnosis and the lifecycle of incidents, with sample time as the clock, and compares the
 * incidents with its labels. Throws `training-failed`, `recording-incomplete`, `recording-bad-line`, `replay-empty`.
 */
export async function replayRecording(options: ReplayOptions): Promise<ReplayResult> {
  const { recording, precision, store } = options;
  const topology = await readTopology(join(recording, recordingFiles.topology));
  const labels = await readLabels(recording, precision);
  await train(options);
  const history = await openHistoryOf(options, topology);
  const stage = await createStage({ ...options, history, topology });
  let digest: Digest | null = null;
  let played: Awaited<ReturnType<typeof playMoments>>;
  try {
    played = await playMoments(stage, options);
    if (played.samples === 0) throw nothingToPlay(options);
    if (options.digest && history)
      digest = await makeReplayedDigest(options.digest.kind, {
        ...{ ...played.span, world: stage.world, history, store, newId: options.newId },
      });
  } finally {
    await stage.close();
    await history?.close();
  }
  const { samples, seconds, span } = played;
  const incidents = await incidentsIn(store);
  const against = labels && compareWithEvents(incidents, eventsOf(labels, topology, span), span);
  return { samples, seconds, incidents, risks: await risksIn(store), against, digest };
}

async function openHistoryOf(
  { recording, precision, digest, config, from, log, onProgress }: ReplayOptions,
  topology: Topology,
) {
  if (!digest) return undefined;
  const mapping = createMetricMapping(config.mapping);
  const given = { precision, mapping, topology, dir: digest.dir, clock: () => from, log };
  return openReplayedHistory(recording, given, (step) => onProgress?.(step));
}

/** `span` is what was really played: it ends with the last moment, however late `to` is. */
async function playMoments(
  stage: Stage,
  { recording, precision, from, to, speed, config, onProgress }: ReplayOptions,
): Promise<{ samples: number; seconds: number; span: { from: number; to: number } }> {
  const mapping = createMetricMapping(config.mapping);
  let pace: Pace | undefined;
  let samples = 0;
  let moments = 0;
  let latest = from;
  for await (const moment of readMoments(recording, { from: from - warmUpMs, to, mapping, precision })) {
    if (moment.at < from) {
      stage.warmUp(moment);
      continue;
    }
    pace ??= createPace({ from, speed });
    await pace.until(moment.at);
    await stage.play(moment);
    samples += moment.samples.length;
    latest = moment.at;
    if (++moments % settleEveryMoments === 0) await stage.settled();
    onProgress?.({ done: moment.at - from, total: to - from, note: 'playing' });
  }
  await stage.settled();
  const intervalMs = moments > 1 ? (latest - from) / (moments - 1) : 0;
  return { samples, seconds: pace?.seconds() ?? 0, span: { from, to: Math.min(to, latest + intervalMs) } };
}

/** The kinds of model that a replay trains. It shows no forecasts, and training a network for each metric would take minutes. */
const judging = [detection.kind, causes.kind];

async function train({ recording, precision, from, config, modelsDir, log, onProgress }: ReplayOptions): Promise<void> {
  const order = {
    kinds: judging,
    modelsDir,
    file: `${modelsDir}.parquet`,
    seed: config.training.seed,
    settings: { falseAlarmsPerDeviceDay: config.detection.falseAlarmsPerDeviceDay },
    trainedAt: new Date(from).toISOString(),
    libraries: { nocturne: readVersion(), node: process.versions.node },
  };
  const read = fromRecordings({ recordings: [recording], precision, until: from, mapping: config.mapping });
  const { models } = await trainInWorker(order, read, {
    onProgress: (step) => onProgress?.({ ...step, note: `training: ${step.note}` }),
    signal: new AbortController().signal,
  });
  for (const { id, kind, promoted, reason } of models) {
    if (id !== null && !promoted) log.warn({ kind, reason }, 'a model is not in use');
  }
}

function nothingToPlay({ recording, from, to }: ReplayOptions): NocturneError {
  const [begin, end] = [from, to].map((at) => new Date(at).toISOString());
  return new NocturneError('replay-empty', `${recording} has no sample from ${begin} to ${end}`, {
    hint: 'choose another --from and --to',
  });
}

async function risksIn(store: Store): Promise<ReplayedRisk[]> {
  const risks = (await store.facts.list(riskFact)).map(({ value }) => value);
  return risks
    .map(({ openedAt, place, metric, limit, end }) => ({
      ...{ openedAt, endedAt: end?.at ?? null, how: end?.how ?? null },
      ...{ device: place.device, interface: place.interface, metric, limit },
    }))
    .sort((a, b) => a.openedAt - b.openedAt);
}

async function incidentsIn(store: Store): Promise<ReplayedIncident[]> {
  return (await store.incidents.list({})).map(asReplayed).sort((a, b) => a.openedAt - b.openedAt);
}
