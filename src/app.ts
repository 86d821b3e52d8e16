import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCheckpointer } from './agents/checkpointer.ts';
import { compose } from './app/compose.ts';
import { readInventory } from './app/inventory.ts';
import { createModelsDoor } from './app/models-door.ts';
import { readBack } from './app/read-back.ts';
import { cacheFolder, databaseFolder, databaseWitness, modelsFolder, trainingFolder } from './app/state-folders.ts';
import { readVersion } from './app/version.ts';
import { createWriteCheck } from './app/write-check.ts';
import { type Bot, type BotDeps, createBot } from './bot/bot.ts';
import { deafReceiver } from './bot/deaf-receiver.ts';
import { createPlanEndings } from './changes/plan-endings.ts';
import { groupsNamed } from './changes/policy.ts';
import { createCharts } from './charts/charts.ts';
import { type Config, slackSettings } from './config.ts';
import type { Clock, NewId } from './domain/clock.ts';
import type { Later } from './domain/later.ts';
import { createTrustedClock } from './domain/trusted-clock.ts';
import { createOncallAsks } from './incidents/oncall-asks.ts';
import { createPager } from './incidents/pager.ts';
import { createPaging } from './incidents/paging.ts';
import { createSilences } from './incidents/silences.ts';
import { type JobDeps, type JobPayloads, jobs } from './jobs/list.ts';
import { keepSchedules, removeFormerSchedules } from './jobs/queue/keep-schedules.ts';
import { createQueue } from './jobs/queue/queue.ts';
import { createReconciliation, debtorsOf } from './jobs/queue/reconciliation.ts';
import { askForTraining } from './jobs/training/training-runs.ts';
import { openModels } from './learning/open-models.ts';
import type { Log } from './log.ts';
import { openStore } from './store/open-store.ts';
import { createDeviceClocks } from './telemetry/device-clocks.ts';
import { openHistory } from './telemetry/history/history.ts';
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
  const time = monotonic
    ? createTrustedClock({ wall: given.clock, monotonic })
    : { now: given.clock, hear: () => undefined };
  const clock = time.now;
  const { environment } = config;
  const closers: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) {
      await Promise.resolve(closer()).catch((err) => log.error({ err }, 'could not close'));
    }
  };
  try {
    const topology = await readInventory(config, log);
    await mkdir(config.state, { recursive: true });
    const loopDelay = createLoopDelay();
    closers.push(() => loopDelay.close());

    const store = await openStore({
      ...{ databaseUrl: environment.DATABASE_URL, dataDir: databaseFolder(config.state) },
      witness: databaseWitness(config.state, environment.DATABASE_URL),
      ...{ cacheDir: cacheFolder(environment), log, clock },
    });
    closers.push(() => store.close());
    const queue = await createQueue({
      ...{ pool: store.pool, redisUrl: environment.REDIS_URL, keepDays: config.retention.jobsDays, log, clock },
    });
    closers.push(() => queue.close());
    const later: Later<JobPayloads> = queue;
    const history = await openHistory({ dir: join(config.state, 'history'), log, clock });
    closers.push(() => history.close());
    const charts = createCharts();
    closers.push(() => charts.close());

    const { policy } = config;
    const { settleSeconds } = config.detection;
    const parts = await compose(config, {
      ...{ store, topology, newId, clock, log, monotonic, later },
      modelsDir: modelsFolder(config.state),
      people: (userId) => bot.person(userId),
      sleep: (ms) => sleep(ms),
      checkpointer: await openCheckpointer(store.pool),
    });
    const { recent, models, presence, metrics, incidents, intake } = parts;
    const { sessions, changes, languageModel, ports, graph } = parts;
    closers.push(() => sessions.close());
    const deviceClocks = createDeviceClocks(clock);
    const clocks: typeof deviceClocks = {
      ...deviceClocks,
      check(device, at) {
        time.hear(at);
        return deviceClocks.check(device, at);
      },
    };
    const silences = createSilences({ store, topology, later, newId, clock });
    const train = async (order: { recordings: string[]; kinds?: string[]; seed?: number }) => {
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
      topology: () => topology,
      charts,
      changes,
      incidents,
      models: { states: async () => models.states() },
      clocks,
      silences,
      oncall: config.oncall,
      training: { recordings, start: (kinds) => train({ recordings, ...(kinds && { kinds }) }) },
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
    const { falseAlarmsPerDeviceDay } = config.detection;
    const settings = { falseAlarmsPerDeviceDay };
    let caughtUpAt = Number.POSITIVE_INFINITY;
    const oncallAsks = createOncallAsks({
      ...{ store, oncall: config.oncall, topology, silences, later, clock, log },
    });
    const jobDeps: JobDeps = {
      ...{ store, changes, silences, oncallAsks, graph, clock, log },
      caughtUpAt: () => caughtUpAt,
      saveDecision: ports.saveDecision,
      training: { modelsDir, trainingDir, settings, libraries, mapping, onTrained, onProgress },
      retention: config.retention,
      followers: ['slack', 'plan-endings', 'oncall', ...(environment.PAGERDUTY_ROUTING_KEY ? ['pager'] : [])],
    };
    for (const job of jobs) queue.define(job, jobDeps);
    const routingKey = environment.PAGERDUTY_ROUTING_KEY;
    const paging =
      routingKey &&
      createPaging({
        ...{ store, silences, topology, from: config.pager.from, clock, log },
        pager: createPager({ routingKey, url: config.pager.url, fetch }),
      });

    const trained = await models.load();
    await readBack({ history, recent, diagnoser: models.diagnoser, clock });
    if (given.passive) return { url: '', bot, close };
    intake.start();
    closers.push(() => intake.close());
    await incidents.load();
    let started = false;
    const writeCheck = createWriteCheck({ store, folder: config.state, clock });
    const web = await createWeb({
      host: config.web.host,
      port: config.web.port,
      tokens: config.ingestTokens,
      mapping: createMetricMapping(mapping),
      onSamples: (samples) => {
        intake.take(samples);
        return history.append(samples);
      },
      clocks,
      onAhead: presence.arrived,
      health: async () => {
        const writes = { ...(await writeCheck.read()), history: history.failing(), incidents: incidents.failing() };
        const canWrite = Object.values(writes).every((failure) => failure === null);
        return {
          ready: started && models.diagnoser.isReady() && canWrite,
          writes,
          models: models.states(),
          languageModel: { name: languageModel.name, ...languageModel.state() },
          training,
          slack: { strayEnvelopes: bot.strayEnvelopes() },
          approvals: writes.database === null ? await changes.approvalLoad(clock() - 7 * 86_400_000) : null,
        };
      },
      loopDelay,
      clock,
      log,
      routes: [
        createApi({
          ...{ store, token: environment.NOCTURNE_API_TOKEN, train, command: bot.console },
          models: createModelsDoor({ registry: openModels(modelsDir), store, clock, onChanged: onTrained }),
        }),
      ],
    });
    closers.push(() => web.close());
    closers.push(() => incidents.settled());
    await bot.start();
    closers.push(() => bot.close());
    const endings = createPlanEndings({
      store,
      incidents,
      changes,
      graph,
      drainedBy: (plan) => (plan.content.target.interface === null ? [] : [plan.content.target]),
      clock,
      log,
    });
    closers.push(() => endings.close());
    await changes.reconcile();
    caughtUpAt = clock() + settleSeconds * 1000;
    await removeFormerSchedules(queue, jobs, jobDeps);
    await keepSchedules(queue, jobs, jobDeps);
    await queue.start();
    closers.push(() => queue.stop());
    endings.start();
    const reconciliation = createReconciliation({
      queue,
      debtors: debtorsOf(jobs, jobDeps),
      also: () => keepSchedules(queue, jobs, jobDeps),
      clock,
      log,
    });
    await reconciliation.run();
    reconciliation.start();
    closers.push(() => reconciliation.close());
    oncallAsks.follower.start();
    closers.push(() => oncallAsks.follower.close());
    if (paging) {
      paging.start();
      closers.push(() => paging.close());
    }
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
