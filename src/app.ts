import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCheckpointer } from './agents/checkpointer.ts';
import { createClocks } from './app/clocks.ts';
import { createClosers } from './app/closers.ts';
import { compose } from './app/compose.ts';
import { createFollowers } from './app/followers.ts';
import { createHealth } from './app/health.ts';
import { readInventory } from './app/inventory.ts';
import { createModelsDoor } from './app/models-door.ts';
import { readBack } from './app/read-back.ts';
import { openResources } from './app/resources.ts';
import { startWork } from './app/start-work.ts';
import { modelsFolder, trainingFolder } from './app/state-folders.ts';
import { readVersion } from './app/version.ts';
import { type Bot, type BotDeps, createBot } from './bot/bot.ts';
import { deafReceiver } from './bot/deaf-receiver.ts';
import { groupsNamed } from './changes/policy.ts';
import { type Config, slackSettings } from './config.ts';
import type { Clock, NewId } from './domain/clock.ts';
import type { Later } from './domain/later.ts';
import { createSilences } from './incidents/silences.ts';
import { type JobDeps, type JobPayloads, jobs } from './jobs/list.ts';
import type { TrainingSource } from './jobs/training/training-order.ts';
import { askForTraining } from './jobs/training/training-runs.ts';
import { openModels } from './learning/open-models.ts';
import type { Log } from './log.ts';
import { createPulling } from './telemetry/intake/pulling.ts';
import { createSourceCounts } from './telemetry/intake/source-counts.ts';
import { openPulled } from './telemetry/intake/source-settings.ts';
import type { PointIntake } from './telemetry/intake/take-points.ts';
import { createMetricMapping } from './telemetry/metric-mapping.ts';
import { createApi } from './web/api.ts';
import { createLoopDelay } from './web/loop-delay.ts';
import { createWeb } from './web/web.ts';

export interface App {
  /** Where telemetry, health and the API are served; empty for a passive app. */
  url: string;
  bot: Bot;
  close(): Promise<void>;
}

export interface AppOptions {
  clock: Clock;
  /** Milliseconds by a clock that nobody sets; without it only the time of day says how long a plan has waited. */
  monotonic?: () => number;
  newId: NewId;
  log: Log;
  /** Builds everything and starts nothing: no server, no job, no connection from Slack. For commands that ask the product something. */
  passive?: Pick<BotDeps, 'slack' | 'fetch'>;
}

/** Builds the whole product from its configuration, in order, and closes it in reverse. */
export async function createApp(config: Config, given: AppOptions): Promise<App> {
  const { newId, log, monotonic } = given;
  const { clock, deviceClocks: clocks } = createClocks({ wall: given.clock, monotonic });
  const closers = createClosers(log);
  const { close } = closers;
  try {
    const topology = await readInventory(config, log);
    await mkdir(config.state, { recursive: true });
    const loopDelay = createLoopDelay();
    closers.push(() => loopDelay.close());

    const { store, queue, history, charts } = await openResources(config, { clock, log, closers });
    const later: Later<JobPayloads> = queue;
    const { policy } = config;
    const parts = await compose(config, {
      ...{ store, history, topology, newId, clock, log, monotonic, later },
      modelsDir: modelsFolder(config.state),
      people: (userId) => bot.person(userId),
      sleep: (ms) => sleep(ms),
      checkpointer: await openCheckpointer(store.pool),
    });
    const { models, metrics, incidents, intake, changes, graph } = parts;
    closers.push(() => parts.sessions.close());
    const silences = createSilences({ store, topology, later, newId, clock });
    const train = async (order: TrainingSource & { kinds?: string[]; seed?: number }) => {
      const runId = newId('train');
      await askForTraining({ later, store, clock }, { ...order, seed: order.seed ?? config.training.seed, runId });
      return runId;
    };
    const { recordings } = config.training;
    const bot = createBot({
      slack: given.passive?.slack ?? slackSettings(config),
      receiver: given.passive && deafReceiver,
      fetch: given.passive?.fetch,
      store,
      metrics,
      history,
      topology: () => topology,
      charts,
      changes,
      incidents,
      models: { of: models.of, states: async () => models.states() },
      clocks,
      silences,
      oncall: config.oncall,
      training: {
        recordings,
        start: ({ lastMs, ...kinds }) =>
          train({
            ...(lastMs === undefined ? { recordings } : { span: { from: clock() - lastMs, to: clock() } }),
            ...kinds,
          }),
      },
      newId,
      groups: () => [...groupsNamed(policy), ...config.grants.flatMap((grant) => grant.groups ?? [])],
      grants: config.grants,
      secondChannel: policy.breakGlass.channel,
      commandName: config.slack.command,
      clock,
      log,
    });

    const libraries = { nocturne: readVersion(), node: process.versions.node };
    const modelsDir = modelsFolder(config.state);
    const onTrained = async () => void (await models.load());
    let training: { done: number; total: number; note: string } | null = null;
    const onProgress = (progress: typeof training) => {
      training = progress;
    };
    const { mapping } = config;
    const trainingDir = trainingFolder(config.state);
    const { falseAlarmsPerDeviceDay, settleSeconds } = config.detection;
    const settings = { falseAlarmsPerDeviceDay };
    let caughtUpAt = Number.POSITIVE_INFINITY;
    const followers = createFollowers(config, {
      ...{ ...parts, silences, later, store, history, topology, clock, log },
    });
    // More than the jobs of today take, so that the next one finds it here.
    const offered = {
      ...{ store, changes, silences, graph, models, metrics, history, later, clock, log },
      oncallAsks: followers.oncallAsks,
      topology: () => topology,
      caughtUpAt: () => caughtUpAt,
      saveDecision: parts.ports.saveDecision,
      training: {
        ...{ modelsDir, trainingDir, settings, libraries, mapping, onTrained, onProgress },
        history: async () => ({ history, topology }),
      },
      retention: config.retention,
      followers: followers.names,
    };
    const jobDeps: JobDeps = offered;
    for (const job of jobs) queue.define(job, jobDeps);

    const trained = await models.load();
    await readBack({ history, recent: parts.recent, diagnoser: models.diagnoser, clock });
    if (given.passive) return { url: '', bot, close };
    intake.start();
    closers.push(() => intake.close());
    await incidents.load();
    let started = false;
    const sourceCounts = createSourceCounts();
    const pointIntake: PointIntake = {
      mapping: createMetricMapping(mapping),
      onSamples: (samples) => {
        intake.take(samples);
        return history.append(samples);
      },
      clocks,
      onAhead: parts.presence.arrived,
      clock,
    };
    const pulled = openPulled(config.sources ?? {}, config.environment).map(({ name, ...opened }) =>
      createPulling({ name, ...opened, intake: pointIntake, counts: sourceCounts.of(name), log }),
    );
    const web = await createWeb({
      ...pointIntake,
      sourceCounts,
      host: config.web.host,
      port: config.web.port,
      tokens: config.ingestTokens,
      health: createHealth({
        ...{ ...parts, bot, followers: followers.list, store, history, folder: config.state, clock },
        isStarted: () => started,
        training: () => training,
      }),
      loopDelay,
      log,
      routes: [
        createApi({
          ...{ store, token: config.environment.NOCTURNE_API_TOKEN, train, command: bot.console },
          models: createModelsDoor({ registry: openModels(modelsDir), store, clock, onChanged: onTrained }),
        }),
      ],
    });
    closers.push(() => web.close());
    closers.push(() => incidents.settled());
    for (const pulling of pulled) {
      pulling.start();
      closers.push(() => pulling.close());
    }
    await bot.start();
    closers.push(() => bot.close());
    await startWork({
      ...{ changes, queue, jobDeps, followers: followers.list, closers, clock, log },
      onReconciled: () => {
        caughtUpAt = clock() + settleSeconds * 1000;
      },
    });
    if (!trained && recordings.length > 0) await train({ recordings });
    started = true;
    loopDelay.reset();
    log.info({ url: web.url, devices: topology.devices.length, trained }, 'nocturne is running');
    return { url: web.url, bot, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
