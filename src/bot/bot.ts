import type { Clock, NewId } from '../domain/clock.ts';
import type { Topology } from '../domain/device.ts';
import type { HistoryReader } from '../domain/history-reader.ts';
import type { MetricReader } from '../domain/metric-reader.ts';
import type { Person } from '../domain/person.ts';
import { NocturneError } from '../errors.ts';
import { createIncidentLabels } from '../incidents/labels.ts';
import type { OncallConfig } from '../incidents/oncall.ts';
import type { Silences } from '../incidents/silences.ts';
import type { Log } from '../log.ts';
import type { OutboxFollower } from '../store/outbox-follower.ts';
import type { Store } from '../store/store.ts';
import { addressedElsewhere } from './addressee.ts';
import { createAnswers } from './answers.ts';
import { createAsks } from './asks.ts';
import { createChannelQueue, type Wait } from './channel-queue.ts';
import type { CommandPorts } from './commands/command.ts';
import { createCommandRunner } from './commands/runner.ts';
import { createConnection, type SlackSettings } from './connection.ts';
import { createConsole } from './console.ts';
import { createDoor } from './door.ts';
import { type Envelope, kindOf, userOf } from './envelope.ts';
import { createEventMessages } from './event-messages.ts';
import { findChannel } from './find-channel.ts';
import { createHome } from './home.ts';
import { createHush } from './hush.ts';
import { createInbox } from './inbox.ts';
import { createIncidentMessages } from './incident-messages.ts';
import { registerListeners } from './listeners/index.ts';
import { createPeople } from './people.ts';
import { createPictures } from './pictures.ts';
import { createPlanMessages } from './plan-messages.ts';
import type { ChangesPort, ChartsPort, ClocksPort, Grant, IncidentsPort, ModelsPort, TrainingPort } from './ports.ts';
import { createPostedMessages } from './posted-messages.ts';
import { createProjection } from './projection.ts';
import { createRefusals } from './refusals.ts';
import { createSilenceDrafts } from './silence-drafts.ts';
import { createSlackApi } from './slack-api.ts';
import { retryAfterOf } from './slack-errors.ts';
import { readSlot } from './slots.ts';
import type { EnvelopeReceiver } from './socket.ts';
import { oneLine } from './text.ts';
import { createUploads } from './uploads.ts';
import { wait as waitForReal } from './wait.ts';

export interface BotDeps {
  slack: SlackSettings;
  store: Store;
  metrics: MetricReader;
  history: HistoryReader;
  topology: () => Topology;
  charts: ChartsPort;
  changes: ChangesPort;
  incidents: IncidentsPort;
  models: ModelsPort;
  /** Devices whose clock is wrong. */
  clocks?: ClocksPort;
  silences: Silences;
  oncall: OncallConfig;
  training: TrainingPort;
  /** User groups that policy or grants name, as ids or handles: only these are resolved for a person. */
  groups: () => string[];
  grants: Grant[];
  /** Name or id of the channel that is told of break-glass. */
  secondChannel?: string | null;
  clock: Clock;
  newId: NewId;
  log: Log;
  commandName?: string;
  silentAfterMs?: number;
  /** How often the outbox is looked at. */
  projectEveryMs?: number;
  wait?: Wait;
  fetch?: typeof fetch;
  /** Takes the place of Socket Mode or HTTP. */
  receiver?: EnvelopeReceiver;
}

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
  const { store, clock, log, changes, incidents, metrics, topology } = deps;
  const { wait = waitForReal, commandName = '/noc', projectEveryMs = 300 } = deps;
  const fetchNow = deps.fetch ?? fetch;
  const stopping = new AbortController();
  const { signal } = stopping;
  let channelId: string | undefined;

  const connection = createConnection({
    settings: deps.slack,
    fetch: deps.fetch,
    receiver: deps.receiver,
    wait,
    signal,
    log,
  });
  const queue = createChannelQueue({ clock, wait, signal, retryAfterSeconds: retryAfterOf });
  const api = createSlackApi({ send: connection.send, queue, wait, signal });
  const botUserId = () => connection.identity().userId;
  const posted = createPostedMessages({ api, facts: store.facts, clock, wait, signal, botUserId, log });
  const uploads = createUploads({ api, fetch: fetchNow, clock, wait, signal });
  const answers = createAnswers({ api, fetch: fetchNow, signal, log });
  const people = createPeople({ api, groups: deps.groups, teamId: () => connection.identity().teamId, clock });

  const channel = () => {
    if (channelId) return channelId;
    throw new NocturneError('slack-not-connected', 'The bot does not know its channel yet', { retryable: true });
  };
  const { silences, oncall, newId } = deps;
  const pictures = createPictures({ charts: deps.charts, uploads, log });
  const labels = createIncidentLabels(store.facts);
  const asks = createAsks(store.facts);
  const incidentMessages = createIncidentMessages({
    ...{ store, posted, pictures, incidents, metrics, topology, channel, clock, log },
    ...{ silences, oncall, labels, asks },
  });
  const { thread } = incidentMessages;
  const secondChannel = async () => (deps.secondChannel ? findChannel(deps.secondChannel, api.call) : undefined);
  const planMessages = createPlanMessages({
    ...{ store, posted, uploads, changes, asks, metrics, thread, secondChannel, log },
  });
  const messages = createEventMessages({
    ...{ incidents: incidentMessages, plans: planMessages, posted, channel },
    hush: createHush({ store, silences, posted }),
  });
  const projection = createProjection({ store, show: messages.show, clock, signal, log, everyMs: projectEveryMs });

  /** In turn with the projection of the same incident, so that an older state never overwrites a newer one. */
  async function refresh(slot: string): Promise<void> {
    const target = readSlot(slot);
    const plan = target?.kind === 'plan' ? await store.plans.get(target.id) : undefined;
    const incidentId = plan?.content.incidentId ?? target?.id;
    await projection.exclusive(`incident:${incidentId}`, () => messages.refresh(slot));
  }

  function refreshSoon(slot: string): void {
    refresh(slot).catch(
      (err) => signal.aborted || log.warn({ err, slot }, 'a message could not be brought up to date'),
    );
  }

  const ports: CommandPorts = {
    ...{ store, metrics, history: deps.history, topology, changes, clock, commandName },
    ...{ silences, oncall, newId, pictures, models: deps.models, training: deps.training, clocks: deps.clocks },
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
      ...{ refresh: refreshSoon, publishHome, silences, drafts, labels, topology, clock },
    },
    log,
  );
  const dispatch = (body: Envelope) => app.processEvent({ body, ack: async () => undefined });
  const inbox = createInbox({ table: store.inbox, dispatch, clock, signal, log });

  let strayEnvelopes = 0;

  /** What is not for this installation is taken off Slack's hands, counted, and looked at no further. */
  async function receive(body: Envelope, ack: () => Promise<unknown>): Promise<void> {
    const why = addressedElsewhere(body, connection.identity());
    if (why === null) return inbox.receive(body, ack);
    await ack();
    strayEnvelopes += 1;
    log.warn({ why, kind: oneLine(kindOf(body), 60) }, 'an envelope for another installation was refused');
    const [actor, subject] = [oneLine(userOf(body), 60) || 'unknown', oneLine(kindOf(body), 60)];
    await refusals.keep({ actor, action: 'envelope.refused', subject, detail: { why } });
  }

  async function reconcile(): Promise<void> {
    for (const slot of await posted.live()) {
      await refresh(slot).catch((err) => log.warn({ err, slot }, 'a message could not be brought up to date'));
    }
  }

  return {
    async start() {
      await connection.introduce();
      channelId = await findChannel(deps.slack.channel, api.call);
      await posted.prune('reply:', clock() - repliesKeptMs);
      await inbox.recover();
      await reconcile();
      const port = await connection.open(receive);
      void projection.run();
      projection.start();
      log.info({ channel: channelId, mode: deps.slack.mode }, 'connected to Slack');
      return { port };
    },
    project: () => projection.run(),
    async deliver(body) {
      await receive(body, async () => undefined);
      await inbox.idle();
    },
    idle: () => inbox.idle(),
    strayEnvelopes: () => strayEnvelopes,
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
