import { noDigests } from '../digests/digests.ts';
import type { Person } from '../domain/person.ts';
import { NocturneError } from '../errors.ts';
import { createIncidentLabels } from '../incidents/labels.ts';
import { noQuestionRuns, noQuestions } from '../questions/no-questions.ts';
import { createRisks } from '../risks/risks.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import { createAnswers } from './answers.ts';
import { createChannelQueue } from './channel-queue.ts';
import type { CommandPorts } from './commands/command.ts';
import { createCommandRunner } from './commands/runner.ts';
import { createConnection } from './connection.ts';
import { createConsole } from './console.ts';
import type { BotDeps } from './deps.ts';
import { createDoor } from './door.ts';
import type { Envelope } from './envelope.ts';
import { findChannel } from './find-channel.ts';
import { createHome } from './home.ts';
import { createInbox } from './inbox.ts';
import { registerListeners } from './listeners/index.ts';
import { createPeople } from './people.ts';
import { createPictures } from './pictures.ts';
import { createPostedMessages } from './posted-messages.ts';
import { createReception } from './reception.ts';
import { createRefusals } from './refusals.ts';
import { createShowing } from './showing.ts';
import { createSilenceDrafts } from './silence-drafts.ts';
import { createSlackApi } from './slack-api.ts';
import { retryAfterOf } from './slack-errors.ts';
import { createUploads } from './uploads.ts';
import { wait as waitForReal } from './wait.ts';

export interface Bot {
  /** Connects, finishes what an earlier process left, brings open cards up to date, and starts to listen. The port in HTTP mode. */
  start(): Promise<{ port: number | undefined }>;
  /** Shows what is new in the outbox at once instead of at the next look. */
  project(): Promise<void>;
  /** Handles one body of an event, interaction or command as if Slack had sent it. Resolves when the work is done. */
  deliver(body: Envelope): Promise<void>;
  /** Resolves when everything that came from Slack is done. */
  idle(): Promise<void>;
  publishHome(user: string): Promise<void>;
  /** How many envelopes were refused since the start because they are for another app, workspace or organisation. */
  strayEnvelopes(): number;
  /** The projection of the outbox that Slack shows. */
  projection: Pick<OutboxFollower, 'projection' | 'failing'>;
  /** Runs what an operator typed in a terminal, without Slack, and answers with plain text. */
  console(text: string): Promise<string>;
  /** The facts about a person that policy needs, as Slack knows them now; undefined for somebody unknown. */
  person(userId: string): Promise<Person | undefined>;
  /** Stops to listen, lets the work at hand end, and stops. */
  close(): Promise<void>;
}

/** Work at hand that takes longer than this at the end is left to the next process. */
const closeWithinMs = 3000;
const repliesKeptMs = 24 * 3_600_000;

/** Slack as a projection of what happened, and as a door for what people decide. Nothing is sent before `start`. */
export function createBot(deps: BotDeps): Bot {
  const { store, clock, log, changes, incidents, metrics, topology, silences, oncall, newId } = deps;
  const {
    wait = waitForReal,
    commandName = '/noc',
    digests = noDigests,
    questions = noQuestions,
    questionRuns = noQuestionRuns,
  } = deps;
  const fetchNow = deps.fetch ?? fetch;
  const stopping = new AbortController();
  const { signal } = stopping;
  let channelId: string | undefined;
  const channel = () => {
    if (channelId) return channelId;
    throw new NocturneError('slack-not-connected', 'The bot does not know its channel yet', { retryable: true });
  };

  const { fetch: givenFetch, receiver } = deps;
  const connection = createConnection({ settings: deps.slack, fetch: givenFetch, receiver, wait, signal, log });
  const queue = createChannelQueue({ clock, wait, signal, retryAfterSeconds: retryAfterOf });
  const api = createSlackApi({ send: connection.send, queue, wait, signal });
  const botUserId = () => connection.identity().userId;
  const posted = createPostedMessages({ api, facts: store.facts, clock, wait, signal, botUserId, log });
  const uploads = createUploads({ api, fetch: fetchNow, clock, wait, signal });
  const answers = createAnswers({ api, fetch: fetchNow, signal, log });
  const people = createPeople({ api, groups: deps.groups, teamId: () => connection.identity().teamId, clock });
  const labels = createIncidentLabels(store.facts);
  const risks = createRisks({ store, clock });
  const pictures = createPictures({ charts: deps.charts, uploads, log });
  const showing = createShowing({
    ...{ ...deps, api, posted, uploads, pictures, labels, risks, digests, questionRuns, channel, signal },
    findChannel: (configured) => findChannel(configured, api.call),
  });
  const { projection } = showing;

  const ports: CommandPorts = {
    ...{ store, metrics, history: deps.history, topology, changes, clock, commandName },
    ...{
      silences,
      risks,
      digests,
      questions,
      questionRuns,
      oncall,
      newId,
      pictures,
      models: deps.models,
      training: deps.training,
      learning: deps.learning,
      routes: deps.routes,
      clocks: deps.clocks,
      senders: deps.senders,
    },
    silentAfterMs: deps.silentAfterMs ?? 2 * 60_000,
  };
  const refusals = createRefusals({ audit: store.audit, clock, log });
  const commands = createCommandRunner({ ports, people, grants: deps.grants, refusals });
  const publishHome = createHome({ api, posted, people, ports });
  const { app } = connection;
  const drafts = createSilenceDrafts({ facts: store.facts, newId, clock });
  const door = createDoor({
    ...{ app, store, people, answers, changes, silences, drafts, oncall, grants: deps.grants, refusals },
    changed: async ({ user, isHome }) => (isHome ? publishHome(user) : undefined),
  });
  registerListeners(
    {
      ...{ app, door, api, store, answers, changes, incidents, posted, commands, commandName },
      ...{
        refresh: showing.refreshSoon,
        publishHome,
        silences,
        risks,
        digests,
        questionRuns,
        drafts,
        labels,
        labelled: deps.onLabelled ?? (async () => undefined),
        models: deps.models,
        topology,
        clock,
      },
    },
    log,
  );
  const dispatch = (body: Envelope) => app.processEvent({ body, ack: async () => undefined });
  const inbox = createInbox({ table: store.inbox, dispatch, clock, signal, log });
  const reception = createReception({ identity: connection.identity, inbox, refusals, log });

  return {
    async start() {
      await connection.introduce();
      channelId = await findChannel(deps.slack.channel, api.call);
      await posted.prune('reply:', clock() - repliesKeptMs);
      await inbox.recover();
      await showing.reconcile();
      const port = await connection.open(reception.receive);
      void projection.run();
      projection.start();
      log.info({ channel: channelId, mode: deps.slack.mode }, 'connected to Slack');
      return { port };
    },
    project: () => projection.run(),
    async deliver(body) {
      await reception.receive(body, async () => undefined);
      await inbox.idle();
    },
    idle: () => inbox.idle(),
    strayEnvelopes: reception.strays,
    projection,
    publishHome,
    console: createConsole({ ports, grants: deps.grants, refusals }),
    person: people.find,
    async close() {
      await connection.close().catch((err) => log.warn({ err }, 'the connection to Slack did not close cleanly'));
      await Promise.race([inbox.idle(), new Promise((done) => setTimeout(done, closeWithinMs).unref())]);
      stopping.abort(new NocturneError('bot-closed', 'The bot was closed', { retryable: true }));
      await projection.close();
    },
  };
}
