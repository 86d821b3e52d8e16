import type { Config } from '../../config.ts';
import { createPresence } from '../../diagnosis/presence.ts';
import type { NewId } from '../../domain/clock.ts';
import type { Topology } from '../../domain/device.ts';
import type { Later } from '../../domain/later.ts';
import type { Place } from '../../domain/place.ts';
import type { IncidentJobs } from '../../incidents/asked-jobs.ts';
import { createIncidents, type Incidents } from '../../incidents/incidents.ts';
import type { Log } from '../../log.ts';
import type { Store } from '../../store/store.ts';
import { createRecent, type Recent } from '../../telemetry/recent.ts';
import { createIntake } from '../intake.ts';
import { createLiveModels, type LiveModels } from '../live-models.ts';
import type { Moment } from './moments.ts';

/** What an audience sees. `now` is sample time. */
export interface ReplayWorld {
  now(): number;
  store: Store;
  topology: Topology;
  recent: Recent;
  models: LiveModels;
  incidents: Incidents;
}

export interface ReplayAudience {
  later: Later<IncidentJobs>;
  /** Called after every moment; sample time stands still until it resolves. */
  moment(): Promise<void>;
  close(): Promise<void>;
}

/** So much before the beginning is shown to the models without judging, because windows that begin empty know nothing. */
export const warmUpMs = 30 * 60_000;
const restMs = 15_000;
const updateEveryMs = 10_000;

export interface StageOptions {
  /** Sample time at the beginning. */
  from: number;
  topology: Topology;
  config: Pick<Config, 'detection'>;
  /** Where the trained models are. */
  modelsDir: string;
  store: Store;
  newId: NewId;
  log: Log;
  /** Somebody who looks on, such as Slack. */
  audience?: (world: ReplayWorld) => Promise<ReplayAudience>;
}

/** The product's hot path on the clock of the recording. */
export interface Stage {
  /** Samples before the beginning: the models see them, and nothing is opened. */
  warmUp(moment: Moment): void;
  play(moment: Moment): Promise<void>;
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function createStage(options: StageOptions): Promise<Stage> {
  const { topology, config, store, newId, log } = options;
  const { persistence, settleSeconds, quietSeconds, retainMinutes } = config.detection;
  let now = options.from;
  const clock = () => now;
  const models = createLiveModels(options.modelsDir, { topology, clock });
  await models.load();
  const recent = createRecent({ retainMinutes: Math.max(retainMinutes, warmUpMs / 60_000), clock });
  const usual = (place: Place, metric: string) => models.diagnoser.usual(place, metric)?.centre;
  const presence = createPresence({ topology, usual, clock });
  let audience: ReplayAudience | undefined;
  const incidents = createIncidents({
    ...{ store, topology, newId, clock, log },
    classify: models.diagnoser.classify,
    certain: presence.classify,
    times: { persistence, settleMs: settleSeconds * 1000, quietMs: quietSeconds * 1000, restMs, updateEveryMs },
    later: { later: async (...request) => audience?.later.later(...request) },
  });
  audience = await options.audience?.({ now: clock, store, topology, recent, models, incidents });
  const intake = createIntake({ recent, presence, models, incidents });
  return {
    warmUp({ at, samples }) {
      now = at;
      for (const sample of samples) recent.add(sample);
      presence.observe(samples);
      models.diagnoser.observe(samples);
    },
    async play({ at, samples }) {
      now = at;
      intake.take(samples);
      await audience?.moment();
    },
    settled: () => incidents.settled(),
    async close() {
      intake.close();
      await audience?.close();
    },
  };
}
