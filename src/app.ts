import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChatModel } from './agents/chat-model.ts';
import { openCheckpointer } from './agents/checkpointer.ts';
import { createOncallGraph } from './agents/oncall-graph.ts';
import { loadPrompts } from './agents/prompts.ts';
import { createIntake, notKept } from './app/intake.ts';
import { readInventory } from './app/inventory.ts';
import { openLearnedUsual } from './app/learned-usual.ts';
import { createLiveModels } from './app/live-models.ts';
import { createModelsDoor } from './app/models-door.ts';
import { playbookFolder } from './app/playbook-folder.ts';
import { readBack } from './app/read-back.ts';
import { cacheFolder, databaseFolder, databaseWitness, modelsFolder, trainingFolder } from './app/state-folders.ts';
import { createToolPorts } from './app/tool-ports.ts';
import { readVersion } from './app/version.ts';
import { createWriteCheck } from './app/write-check.ts';
import { type Bot, type BotDeps, createBot } from './bot/bot.ts';
import { deafReceiver } from './bot/deaf-receiver.ts';
import { createChanges } from './changes/changes.ts';
import { createPlanAges } from './changes/plan-ages.ts';
import { loadPlaybooks } from './changes/playbooks.ts';
import { groupsNamed } from './changes/policy.ts';
import { createCharts } from './charts/charts.ts';
import { type Config, slackSettings } from './config.ts';
import { createPresence } from './diagnosis/presence.ts';
import type { Clock, NewId } from './domain/clock.ts';
import type { MetricReader } from './domain/metric-reader.ts';
import type { Place } from './domain/place.ts';
import { createTrustedClock } from './domain/trusted-clock.ts';
import { createIncidents } from './incidents/incidents.ts';
import { createPager } from './incidents/pager.ts';
import { createPaging } from './incidents/paging.ts';
import { createSilences } from './incidents/silences.ts';
import { defineAdvancePlan } from './jobs/advance-plan.ts';
import { defineAskOncall } from './jobs/ask-oncall.ts';
import { defineInvestigate } from './jobs/investigate.ts';
import { owedWork } from './jobs/owed-work.ts';
import { createPlanEndings } from './jobs/plan-endings.ts';
import { definePrune } from './jobs/prune.ts';
import { createQueue } from './jobs/queue.ts';
import { createReconciliation } from './jobs/reconciliation.ts';
import { defineSilenceTurn } from './jobs/silence-turn.ts';
import { askForTraining, defineTrainModels } from './jobs/train-models.ts';
import { openModels } from './learning/open-models.ts';
import type { Log } from './log.ts';
import { createGuard } from './network/guard.ts';
import { createSessions } from './network/sessions.ts';
import { vendors } from './network/vendors/index.ts';
import { openStore } from './store/open-store.ts';
import { createDeviceClocks } from './telemetry/device-clocks.ts';
import { openHistory } from './telemetry/history/history.ts';
import { createPulling } from './telemetry/intake/pulling.ts';
import { createSourceCounts } from './telemetry/intake/source-counts.ts';
import { openPulled } from './telemetry/intake/source-settings.ts';
import type { PointIntake } from './telemetry/intake/take-points.ts';
import { createMetricMapping } from './telemetry/metric-mapping.ts';
import { createRecent } from './telemetry/recent.ts';
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
    const history = await openHistory({ dir: join(config.state, 'history'), log, clock });
    closers.push(() => history.close());
    const recent = createRecent({ retainMinutes: config.detection.retainMinutes, clock });
    const charts = createCharts();
    closers.push(() => charts.close());

    const playbooks = loadPlaybooks(playbookFolder);
    const guard = createGuard({ vendors, playbooks, topology });
    const sessions = createSessions({
      ...{ topology, vendors, credentials: config.accounts, guard, clock, log },
      lineTimeoutMs: config.devices.answerSeconds * 1000,
    });
    closers.push(() => sessions.close());

    const models = createLiveModels(modelsFolder(config.state), {
      ...{ topology, clock },
      ...(await openLearnedUsual(store, log)),
    });
    const usual = (place: Place, metric: string) => models.diagnoser.usual(place, metric)?.centre;
    const presence = createPresence({ topology, usual, clock });
    const deviceClocks = createDeviceClocks(clock);
    const clocks: typeof deviceClocks = {
      ...deviceClocks,
      check(device, at) {
        time.hear(at);
        return deviceClocks.check(device, at);
      },
    };
    const metrics: MetricReader = {
      ...recent,
      usual: (place, metric) => usual(place, metric) ?? null,
      usualDeviation: (place, metric) => models.diagnoser.usual(place, metric)?.scale ?? null,
    };
    const { persistence, settleSeconds, quietSeconds } = config.detection;
    const incidents = createIncidents({
      store,
      topology,
      classify: models.diagnoser.classify,
      certain: presence.classify,
      isInUse: models.diagnoser.carriesTraffic,
      times: {
        persistence,
        settleMs: Math.ceil(settleSeconds * 1000),
        quietMs: Math.ceil(quietSeconds * 1000),
        restMs: 15_000,
        updateEveryMs: 10_000,
      },
      later: queue,
      newId,
      clock,
      log,
    });
    const { policy } = config;
    const changes = createChanges({
      store,
      topology,
      vendors,
      playbooks,
      sessions,
      metrics,
      policy,
      people: (userId) => bot.person(userId),
      clock,
      ...(given.monotonic && { ages: createPlanAges(given.monotonic) }),
      sleep: (ms) => sleep(ms),
      newId,
      later: queue,
      log,
    });
    const languageModel = await createChatModel({
      apiKey: environment.OPENAI_API_KEY,
      baseUrl: environment.OPENAI_BASE_URL,
      modelName: config.model.name,
      offline: config.model.offline,
      clock,
      log,
    });
    const ports = createToolPorts({
      store,
      metrics,
      topology,
      incidents,
      changes,
      sessions: sessions.readOnly,
      clock,
    });
    const graph = createOncallGraph({
      model: languageModel,
      ports,
      checkpointer: await openCheckpointer(store.pool, 'checkpoints'),
      prompts: await loadPrompts(),
      clock,
      log,
    });
    const silences = createSilences({ store, topology, later: queue, newId, clock });
    const train = async (order: { recordings: string[]; kinds?: string[]; seed?: number }) => {
      const runId = newId('train');
      await askForTraining({ queue, store, clock }, { ...order, seed: order.seed ?? config.training.seed, runId });
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
    defineTrainModels(queue, {
      ...{ store, modelsDir, trainingDir, settings: { falseAlarmsPerDeviceDay }, libraries, mapping, clock, log },
      ...{ onTrained, onProgress },
    });
    let caughtUpAt = Number.POSITIVE_INFINITY;
    const { saveDecision } = ports;
    defineInvestigate(queue, { graph, store, clock, caughtUpAt: () => caughtUpAt, saveDecision });
    defineAdvancePlan(queue, changes);
    defineSilenceTurn(queue, silences);
    const followers = ['slack', 'plan-endings', 'oncall', ...(environment.PAGERDUTY_ROUTING_KEY ? ['pager'] : [])];
    definePrune(queue, { store, days: config.retention, followers, clock, log });
    const asking = defineAskOncall(queue, { store, oncall: config.oncall, topology, silences, clock, log });
    const routingKey = environment.PAGERDUTY_ROUTING_KEY;
    const paging =
      routingKey &&
      createPaging({
        ...{ store, silences, topology, from: config.pager.from, clock, log },
        pager: createPager({ routingKey, url: config.pager.url, fetch }),
      });

    const intake = createIntake({ recent, presence, models, incidents });
    closers.push(() => intake.close());

    const trained = await models.load();
    await readBack({ history, recent, diagnoser: models.diagnoser, clock });
    if (given.passive) return { url: '', bot, close };
    await incidents.load();
    let started = false;
    const writeCheck = createWriteCheck({ store, folder: config.state, clock });
    const sourceCounts = createSourceCounts();
    const pointIntake: PointIntake = {
      mapping: createMetricMapping(mapping),
      onSamples: (samples) => {
        intake.take(samples);
        return history.append(samples);
      },
      clocks,
      onAhead: presence.arrived,
      clock,
    };
    const pulled = openPulled(config.sources ?? {}, environment).map(({ name, ...opened }) =>
      createPulling({ name, ...opened, intake: pointIntake, counts: sourceCounts.of(name), log }),
    );
    const web = await createWeb({
      ...pointIntake,
      sourceCounts,
      host: config.web.host,
      port: config.web.port,
      tokens: config.ingestTokens,
      health: async () => {
        const writes = { ...(await writeCheck.read()), history: history.failing(), incidents: incidents.failing() };
        const canWrite = Object.values(writes).every((failure) => failure === null);
        return {
          ready: started && models.diagnoser.isReady() && canWrite,
          writes,
          models: models.states(),
          languageModel: { name: languageModel.name, ...languageModel.state() },
          training,
          notKept: notKept({ recent, history }),
          damagedFacts: store.damagedFacts(),
          slack: { strayEnvelopes: bot.strayEnvelopes() },
          approvals: writes.database === null ? await changes.approvalLoad(clock() - 7 * 86_400_000) : null,
        };
      },
      loopDelay,
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
    for (const pulling of pulled) {
      pulling.start();
      closers.push(() => pulling.close());
    }
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
    await queue.start();
    closers.push(() => queue.stop());
    endings.start();
    const reconciliation = createReconciliation({
      queue,
      ...owedWork({ changes, silences, store, oncall: config.oncall, topology, queue, clock }),
      clock,
      log,
    });
    await reconciliation.run();
    reconciliation.start();
    closers.push(() => reconciliation.close());
    asking.start();
    closers.push(() => asking.close());
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
