import { setTimeout as sleep } from 'node:timers/promises';
import { openCheckpointer } from '../../agents/checkpointer.ts';
import type { OncallGraph } from '../../agents/oncall-graph.ts';
import { createBot } from '../../bot/bot.ts';
import { deafReceiver } from '../../bot/deaf-receiver.ts';
import { createCharts } from '../../charts/charts.ts';
import type { Config } from '../../config.ts';
import { digestFact } from '../../digests/digest-facts.ts';
import { noDigests } from '../../digests/digests.ts';
import type { Clock, NewId } from '../../domain/clock.ts';
import { noHistory } from '../../domain/history-reader.ts';
import type { IncidentJobs } from '../../incidents/asked-jobs.ts';
import { oncallSchema } from '../../incidents/oncall.ts';
import { createSilences } from '../../incidents/silences.ts';
import type { Log } from '../../log.ts';
import type { OpenStore } from '../../store/open-store.ts';
import { composeAnswering } from '../compose.ts';
import { createReplayedJobs } from './replayed-jobs.ts';
import type { ReplayAudience, ReplayWorld } from './stage.ts';

/**
 * Shows a replay in Slack as the bot would have shown the day, in mode observe: what it posts has no buttons that run anything, no device is
 * reached, and nothing that people click is taken, because another bot may be connected with the same app.
 */
export function createSlackAudience(
  config: Config,
  given: { store: OpenStore; newId: NewId; log: Log },
): (world: ReplayWorld) => Promise<ReplayAudience> {
  return async (world) => {
    const { log } = given;
    const clock = createShownClock(world.now);
    const charts = createCharts();
    const { bot, graph } = await buildBot(config, { ...given, world, clock, charts });
    const jobs = createReplayedJobs<IncidentJobs>(async (...request) => {
      const [job, payload] = request;
      if (job !== 'investigate') return;
      await world.incidents.settled();
      await graph.investigate(payload.incidentId);
    });
    let shown = '';
    let looked = world.lookedAt();
    async function show(): Promise<void> {
      const ran = await jobs.runDue(world.now());
      const open = world.incidents
        .open()
        .map(({ id }) => id)
        .join();
      if (open === shown && ran === 0 && world.lookedAt() === looked) return;
      shown = open;
      looked = world.lookedAt();
      await world.incidents.settled();
      await bot.project();
    }
    try {
      await bot.start();
    } catch (thrown) {
      await charts.close();
      throw thrown;
    }
    return {
      later: jobs,
      moment: show,
      async close() {
        await jobs.runDue(Number.POSITIVE_INFINITY).catch((err) => log.error({ err }, 'an investigation failed'));
        await bot.project();
        await bot.close();
        await charts.close();
      },
    };
  };
}

/** Sample time that goes on at the pace of the real clock while it stands still: Slack's limits are counted in real time. */
function createShownClock(now: Clock): Clock {
  let moment = { at: now(), since: performance.now() };
  let latest = 0;
  return () => {
    if (now() !== moment.at) moment = { at: now(), since: performance.now() };
    latest = Math.max(latest, moment.at + Math.floor(performance.now() - moment.since));
    return latest;
  };
}

async function buildBot(
  config: Config,
  given: {
    store: OpenStore;
    newId: NewId;
    log: Log;
    world: ReplayWorld;
    clock: Clock;
    charts: ReturnType<typeof createCharts>;
  },
): Promise<{ bot: ReturnType<typeof createBot>; graph: OncallGraph }> {
  const { environment, slack } = config;
  const { store, newId, log, world, clock, charts } = given;
  const { topology, metrics, models, incidents } = world;
  const later = { later: async () => undefined };
  const looksOn: Config = { ...config, accounts: {}, policy: { ...config.policy, mode: 'observe', tagModes: {} } };
  const { changes, graph } = await composeAnswering(looksOn, {
    ...{ store, topology, metrics, models, history: noHistory, incidents, later, newId, clock, log },
    people: async () => undefined,
    sleep: (ms) => sleep(ms),
    checkpointer: await openCheckpointer(store.pool),
  });
  const bot = createBot({
    slack: {
      botToken: environment.SLACK_BOT_TOKEN!,
      apiUrl: environment.SLACK_API_URL,
      channel: slack.channel,
      mode: 'socket',
    },
    ...{ store, metrics, history: world.history, charts, changes, incidents, clock, log },
    topology: () => topology,
    models: { ...models, states: async () => models.states() },
    silences: createSilences({ store, topology, later, newId, clock }),
    oncall: oncallSchema.parse({}),
    training: { recordings: [], start: async () => '' },
    newId,
    digests: { ...noDigests, get: (id) => store.facts.get(digestFact, id) },
    groups: () => [],
    grants: [],
    commandName: slack.command,
    receiver: deafReceiver,
  });
  return { bot, graph };
}
