import { mkdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCheckpointer } from './agents/checkpointer.ts';
import { askForProgram } from './app/ask-for-program.ts';
import { botSettings } from './app/bot-settings.ts';
import { checkDigestTimes } from './app/check-digest-times.ts';
import { createClocks } from './app/clocks.ts';
import { createClosers } from './app/closers.ts';
import { compose } from './app/compose.ts';
import { createFollowers } from './app/followers.ts';
import { createFormerModel } from './app/former-model.ts';
import { createHealth } from './app/health.ts';
import { readInventory } from './app/inventory.ts';
import { createLabelsDoor } from './app/labels-door.ts';
import { lookAtLabelsSoon } from './app/look-at-labels-soon.ts';
import { createModelsDoor } from './app/models-door.ts';
import { historyFolders } from './app/open-history.ts';
import { createQuestionRecords } from './app/question-records.ts';
import { readBack } from './app/read-back.ts';
import { recordHistory } from './app/record/record-history.ts';
import { openResources } from './app/resources.ts';
import { startWork } from './app/start-work.ts';
import { modelsFolder } from './app/state-folders.ts';
import { createTelemetryDoors } from './app/telemetry-doors.ts';
import { viewTelemetry } from './app/telemetry-view.ts';
import { createTrainingDoor, trainingDeps } from './app/training.ts';
import { type Bot, createBot } from './bot/bot.ts';
import { deafReceiver } from './bot/deaf-receiver.ts';
import type { BotDeps } from './bot/deps.ts';
import { createTerminalBot } from './bot/terminal-bot.ts';
import { type Config, noSlack, slackSettings } from './config.ts';
import { createDigests } from './digests/digests.ts';
import type { Clock, NewId } from './domain/clock.ts';
import type { Later } from './domain/later.ts';
import type { WorkStep } from './domain/work-step.ts';
import { limitsIn } from './foundation/limit-settings.ts';
import { createSilences } from './incidents/silences.ts';
import { type JobDeps, type JobPayloads, jobs } from './jobs/list.ts';
import { nextOf } from './jobs/queue/cron.ts';
import { readLearning } from './jobs/training/read-learning.ts';
import { causes } from './learning/kinds/causes.ts';
import { openModels } from './learning/open-models.ts';
import type { Log } from './log.ts';
import { createQuestionRuns } from './questions/question-runs.ts';
import { createQuestions } from './questions/questions.ts';
import { createRisks } from './risks/risks.ts';
import { createDiscovery } from './telemetry/discovery.ts';
import { createSenders } from './telemetry/intake/senders.ts';
import { answerForecast } from './tools/forecast/answer.ts';
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
  /** Takes the place of Slack: what would be posted there is written as text, and no plan can be approved. */
  terminal?: (text: string) => void;
}

/** Builds the whole product from its configuration, in order, and closes it in reverse. */
export async function createApp(config: Config, given: AppOptions): Promise<App> {
  const { newId, log, monotonic, passive, terminal } = given;
  const { clock, deviceClocks: clocks } = createClocks({ wall: given.clock, monotonic });
  const closers = createClosers(log);
  const { close } = closers;
  try {
    checkDigestTimes(config, clock());
    const topology = await readInventory(config, log);
    await mkdir(config.state, { recursive: true });
    const loopDelay = createLoopDelay();
    closers.push(() => loopDelay.close());

    const { store, queue, history, charts } = await openResources(config, { clock, log, closers });
    const later: Later<JobPayloads> = queue;
    const modelsDir = modelsFolder(config.state);
    const parts = await compose(config, {
      ...{ store, history, topology, newId, clock, log, monotonic, later, modelsDir },
      people: (userId) => bot.person(userId),
      sleep: (ms) => sleep(ms),
      checkpointer: await openCheckpointer(store.pool),
    });
    const { models, metrics, incidents, intake, changes, graph } = parts;
    closers.push(() => parts.sessions.close());
    const senders = createSenders(clock);
    const discovery = createDiscovery(config.mapping);
    const silences = createSilences({ store, topology, later, newId, clock });
    const risks = createRisks({ store, clock });
    const readingLearning = () =>
      readLearning({ store, settings: config.training, causeModel: () => models.of(causes)?.model ?? null, clock });
    const digests = createDigests({
      ...{ store, history, metrics, models, silences, risks, senders, clock, newId, topology: () => topology, nextOf },
      schedules: config.digests,
      modelStates: async () => models.states(),
      learning: readingLearning,
      approvalLoad: changes.approvalLoad,
    });
    const registry = openModels(modelsDir);
    const records = createQuestionRecords({ store, registry });
    const questions = createQuestions({ tables: history, records, topology: () => topology, clock });
    const questionRuns = createQuestionRuns({ store, later, questions, newId, clock });
    const onTrained = async () => void (await models.load());
    const formerModel = createFormerModel({ registry, store, clock, onChanged: onTrained });
    const training = createTrainingDoor(config.training, { later, store, newId, clock });
    const makeBot = (botDeps: BotDeps): Bot =>
      terminal ? createTerminalBot({ ...botDeps, write: terminal }) : createBot(botDeps);
    const bot = makeBot({
      ...botSettings(config),
      ...{
        slack: passive?.slack ?? (terminal ? noSlack(config) : slackSettings(config)),
        receiver: passive && deafReceiver,
        fetch: passive?.fetch,
      },
      ...{
        store,
        metrics,
        history,
        charts,
        changes,
        incidents,
        clocks,
        senders,
        silences,
        digests,
        questions,
        questionRuns,
        newId,
        clock,
        log,
      },
      topology: () => topology,
      models: { ...models, ...formerModel, states: async () => models.states() },
      onLabelled: () => lookAtLabelsSoon({ later, clock, log }),
      training: training.forPeople,
      learning: { read: readingLearning },
      ...(parts.routes && { routes: parts.routes }),
    });

    let underTraining: WorkStep | null = null;
    let caughtUpAt = Number.POSITIVE_INFINITY;
    const followers = createFollowers(config, {
      ...{ ...parts, silences, later, store, history, topology, clock, log },
    });
    // More than the jobs of today take, so that the next one finds it here.
    const offered = {
      ...{ store, changes, silences, graph, models, metrics, history, later, clock, log },
      oncallAsks: followers.oncallAsks,
      ...{ risks, digests, questionRuns },
      lookingAhead: {
        ...{ store, history, metrics, models, topology: () => topology, newId, clock, log },
        settings: { ...config.risks, limits: limitsIn(config.risks) },
      },
      topology: () => topology,
      caughtUpAt: () => caughtUpAt,
      saveDecision: parts.ports.saveDecision,
      training: trainingDeps(config, {
        history: async () => ({ history, topology }),
        onTrained,
        onProgress: (progress) => {
          underTraining = progress;
        },
      }),
      stages: { settings: config.training, tables: history.upToNow },
      challenges: { registry, seed: config.training.seed, onPromoted: onTrained },
      retention: config.retention,
      followers: followers.names,
    };
    const jobDeps: JobDeps = offered;
    for (const job of jobs) queue.define(job, jobDeps);

    const trained = await models.load();
    await readBack({ history, recent: parts.recent, diagnoser: models.diagnoser, clock });
    if (passive) return { url: '', bot, close };
    intake.start();
    closers.push(() => intake.close());
    await incidents.load();
    let started = false;
    const { points, sourceCounts, pulled } = createTelemetryDoors(config, {
      ...{ ...parts, history, topology, senders, discovery, clocks, clock, log },
    });
    const web = await createWeb({
      ...points,
      ...{ sourceCounts, host: config.web.host, port: config.web.port, tokens: config.ingestTokens, loopDelay, log },
      health: createHealth({
        ...{
          ...parts,
          senders,
          bot,
          followers: followers.list,
          store,
          history,
          folder: config.state,
          folders: historyFolders(config),
          clock,
        },
        keepDays: config.retention.historyDays,
        isStarted: () => started,
        training: () => underTraining,
        learning: readingLearning,
      }),
      routes: [
        createApi({
          record: (order, runner) => recordHistory({ history: history.archive, store, topology }, order, runner),
          discovered: () =>
            discovery.devices().map((device) => ({ ...device, interfaces: Object.fromEntries(device.interfaces) })),
          telemetry: () => viewTelemetry({ senders, sourceCounts, topology, metrics }),
          digest: digests.now,
          ...(parts.routes && { route: parts.routes.recommend }),
          history: (words, runner) => askForProgram(questions, words, runner),
          forecast: (order) => answerForecast({ topology, metrics, history, models }, order, clock()),
          ...{ store, token: config.environment.NOCTURNE_API_TOKEN, train: training.ask, command: bot.console },
          labels: createLabelsDoor({ store, topology: async () => topology, clock }),
          models: createModelsDoor({ registry, store, clock, onChanged: onTrained }),
        }),
      ],
    });
    closers.push(() => web.close());
    closers.push(() => parts.settled());
    for (const pulling of pulled) {
      pulling.start();
      closers.push(() => pulling.close());
    }
    await bot.start();
    closers.push(() => bot.close());
    await startWork({
      ...{ changes, queue, jobDeps, followers: followers.list, closers, clock, log },
      onReconciled: () => {
        caughtUpAt = clock() + config.detection.settleSeconds * 1000;
      },
    });
    const { recordings } = config.training;
    if (!trained && recordings.length > 0) await training.ask({ recordings });
    started = true;
    loopDelay.reset();
    log.info({ url: web.url, devices: topology.devices.length, trained }, 'nocturne is running');
    return { url: web.url, bot, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
