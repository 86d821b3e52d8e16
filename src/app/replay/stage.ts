import type { Config } from '../../config.ts';
import type { Topology } from '../../domain/device.ts';
import type { HistoryReader } from '../../domain/history-reader.ts';
import type { Later } from '../../domain/later.ts';
import { limitsIn } from '../../foundation/limit-settings.ts';
import type { IncidentJobs } from '../../incidents/asked-jobs.ts';
import { lookAtTrends } from '../../risks/look-ahead.ts';
import { levelsEnd } from '../../risks/read-levels.ts';
import { composeWatching, type Watching, type WatchingConfig, type WatchingDoors } from '../compose/watching.ts';
import type { Moment } from './moments.ts';
import { createReplayedLevels } from './replayed-levels.ts';

/** What an audience sees. `now` is sample time. */
export interface ReplayWorld extends Watching {
  now(): number;
  topology: Topology;
  history: HistoryReader;
  /** Up to when it was looked ahead. */
  lookedAt(): number;
}

export interface ReplayAudience {
  later: Later<IncidentJobs>;
  /** Called after every moment; sample time stands still until it resolves. */
  moment(): Promise<void>;
  close(): Promise<void>;
}

/** So much before the beginning is shown to the models without judging, because windows that begin empty know nothing. */
export const warmUpMs = 30 * 60_000;

export interface StageOptions extends Omit<WatchingDoors, 'clock' | 'later'> {
  /** Sample time at the beginning. */
  from: number;
  config: WatchingConfig & Pick<Config, 'risks'>;
  /** What the audience reads of earlier times; the last hours of what can reach a limit when left out. */
  history?: HistoryReader | undefined;
  /** Somebody who looks on, such as Slack. */
  audience?: (world: ReplayWorld) => Promise<ReplayAudience>;
}

/** The product's hot path on the clock of the recording: silence is looked for by sample time alone. */
export interface Stage {
  world: ReplayWorld;
  /** Samples before the beginning: the models see them, and nothing is opened. */
  warmUp(moment: Moment): void;
  play(moment: Moment): Promise<void>;
  settled(): Promise<void>;
  close(): Promise<void>;
}

export async function createStage({ from, config, audience: invite, history, ...given }: StageOptions): Promise<Stage> {
  let now = from;
  const clock = () => now;
  let audience: ReplayAudience | undefined;
  const later: Later<IncidentJobs> = { later: async (...request) => audience?.later.later(...request) };
  const watching = await composeWatching(config, { ...given, clock, later });
  const { recent, models, presence, intake, settled } = watching;
  await models.load();
  const limits = limitsIn(config.risks);
  const levels = createReplayedLevels(Object.keys(limits));
  let lookedAt = levelsEnd(from);
  /** As the job does it every five minutes. */
  async function lookAhead(): Promise<void> {
    if (levelsEnd(now) === lookedAt) return;
    lookedAt = levelsEnd(now);
    const settings = { ...config.risks, limits };
    await lookAtTrends({
      ...given,
      metrics: watching.metrics,
      models,
      settings,
      clock,
      history: levels.history,
      topology: () => given.topology,
    });
  }
  const world: ReplayWorld = {
    ...watching,
    now: clock,
    topology: given.topology,
    history: history ?? levels.history,
    lookedAt: () => lookedAt,
  };
  audience = await invite?.(world);
  return {
    world,
    warmUp({ at, samples }) {
      now = at;
      for (const sample of samples) recent.add(sample);
      levels.take(samples);
      presence.observe(samples);
      models.diagnoser.observe(samples);
    },
    async play({ at, samples }) {
      now = at;
      intake.take(samples);
      levels.take(samples);
      await lookAhead();
      await audience?.moment();
    },
    settled,
    close: async () => audience?.close(),
  };
}
