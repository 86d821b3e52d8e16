import { join } from 'node:path';
import { composeWatching } from '../../src/app/compose/watching.ts';
import { createReplayedJobs } from '../../src/app/replay/replayed-jobs.ts';
import { createTelemetryDoors } from '../../src/app/telemetry-doors.ts';
import { trainingDeps } from '../../src/app/training.ts';
import { configFileSchema } from '../../src/config.ts';
import type { Topology } from '../../src/domain/device.ts';
import { noTables } from '../../src/domain/history-table.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Sample } from '../../src/domain/sample.ts';
import { trainModels } from '../../src/jobs/train-models.ts';
import { lookAtStages } from '../../src/jobs/training/learning-stages.ts';
import { type LearningStage, readStages } from '../../src/jobs/training/stage-facts.ts';
import type { TrainingRun } from '../../src/jobs/training/training-runs.ts';
import { causes } from '../../src/learning/kinds/causes.ts';
import { detection } from '../../src/learning/kinds/detection.ts';
import type { Log } from '../../src/log.ts';
import type { OpenStore } from '../../src/store/open-store.ts';
import { createDeviceClocks } from '../../src/telemetry/device-clocks.ts';
import { createDiscovery } from '../../src/telemetry/discovery.ts';
import { type History, openHistory } from '../../src/telemetry/history/history.ts';
import { createSenders } from '../../src/telemetry/intake/senders.ts';
import { takePoints } from '../../src/telemetry/intake/take-points.ts';
import { createLineReader } from '../../src/telemetry/line-protocol.ts';
import { openMemoryStore } from '../devices/open-memory-store.ts';

export interface DrivenOptions {
  topology: Topology;
  /** The folder of history and models. The caller removes it. Models that it holds already are in use from the beginning. */
  folder: string;
  /** False: nothing is trained, and the models in the folder stay in use. */
  learns: boolean;
  /** The clock at the beginning, milliseconds since 1970. */
  startAt: number;
  log: Log;
  /** Told of the samples of each delivery, as they were mapped. */
  onSamples?: (samples: readonly Sample[]) => void;
  onStage?: (stage: LearningStage) => void;
}

/** The product without Slack, agents and devices: intake, judges, incidents, history and the stages of learning, on a clock that is driven. */
export interface DrivenProduct {
  store: OpenStore;
  /** Takes one delivery in line protocol with nanoseconds, as the ingest endpoint does; the clock stands at `at` then. */
  deliver(at: number, lines: string): Promise<void>;
  /** The same of samples that were mapped before, such as those of a recording. */
  take(at: number, samples: Sample[]): Promise<void>;
  /** Every incident, oldest first. */
  incidents(): Promise<Incident[]>;
  /** The stages of learning that were begun, the shortest first. */
  stages(): Promise<LearningStage[]>;
  close(): Promise<void>;
}

const minuteMs = 60_000;
/** The kinds of model that judge. The other kinds make forecasts, which are not scored here and take minutes to train. */
const judging: readonly string[] = [detection.kind, causes.kind];

/** A history that keeps nothing: only trainings read it, and there are none. */
const noHistory = { append: () => undefined, upToNow: noTables, close: async () => undefined };

/** Written before each question, and not by the machine's clock. */
const openDrivenHistory = (folder: string, deps: { log: Log; clock: () => number }): Promise<History> =>
  openHistory({
    ...{ dir: join(folder, 'history'), flushEveryMs: 24 * 60 * minuteMs, ...deps },
    deadline: (ms) => AbortSignal.timeout(10 * ms),
  });

/** Builds the parts as `app.ts` joins them. A training takes no time on the driven clock. */
export async function startDriven(options: DrivenOptions): Promise<DrivenProduct> {
  const { topology, folder, learns, startAt, log, onSamples } = options;
  let now = startAt;
  const clock = () => now;
  const config = configFileSchema.parse({ state: folder });
  const store = await openMemoryStore({ log, clock });
  const history = learns ? await openDrivenHistory(folder, { log, clock }) : noHistory;
  let made = 0;
  const newId = (prefix: string) => `${prefix}-${String(++made).padStart(5, '0')}`;
  const later = { later: async () => undefined };
  const modelsDir = join(folder, 'models');
  const watching = await composeWatching(config, { store, topology, modelsDir, clock, newId, log, later });
  const { models, settled } = watching;
  await models.load();
  const { points, sourceCounts } = createTelemetryDoors(
    { ...config, environment: {} as never },
    {
      ...{ ...watching, history, topology, clock, log },
      ...{
        senders: createSenders(clock),
        discovery: createDiscovery(config.mapping),
        clocks: createDeviceClocks(clock),
      },
    },
  );
  const counts = sourceCounts.of('telegraf');
  const training = trainingDeps(config, {
    history: async () => ({ history: history as History, topology }),
    onTrained: async () => void (await models.load()),
  });
  const context = { id: 'driven', attempt: 1, signal: new AbortController().signal, progress: async () => undefined };
  const jobs = createReplayedJobs<{ 'train-models': TrainingRun }>((_, run) => {
    const kinds = run.kinds?.filter((kind) => judging.includes(kind)) ?? [...judging];
    return trainModels.handle({ ...run, kinds }, { store, training, clock, log }, context);
  });
  let lookAt = startAt + minuteMs;

  let isFirstBegun = false;
  /** The job looks each minute. After the first stage the next ones are hours away, and a look each five minutes finds them all the same. */
  const lookEveryMs = () => (isFirstBegun ? 5 * minuteMs : minuteMs);

  /** As the job does it. */
  async function look(): Promise<void> {
    if (now < lookAt) return;
    lookAt = now + lookEveryMs();
    await settled();
    if (!learns) return;
    const stages = { settings: config.training, tables: history.upToNow };
    await lookAtStages({ store, models, clock, log, later: jobs, stages });
    if ((await jobs.runDue(now)) === 0) return;
    isFirstBegun = true;
    const last = (await readStages(store)).at(-1);
    if (last) options.onStage?.(last);
  }

  const intake = {
    ...points,
    onSamples(samples: Sample[]) {
      onSamples?.(samples);
      return points.onSamples(samples);
    },
  };
  return {
    store,
    async deliver(at, lines) {
      now = at;
      await takePoints(createLineReader(lines, { now }), intake, counts);
      await look();
    },
    async take(at, samples) {
      now = at;
      await intake.onSamples(samples);
      await look();
    },
    async incidents() {
      await settled();
      return (await store.incidents.list({ limit: 1_000_000 })).sort((a, b) => a.openedAt - b.openedAt);
    },
    stages: () => readStages(store),
    async close() {
      await settled();
      await history.close();
      await store.close();
    },
  };
}
