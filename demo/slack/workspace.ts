import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance } from 'fastify';
import { type Control, createControl } from './control/control.ts';
import { serveControl } from './control/control-routes.ts';
import { type Core, slackTimings, type Timings, text } from './core.ts';
import { createDeliveries, type Transport } from './deliveries.ts';
import type { Persona, SlackApp, UserGroup } from './entities.ts';
import { createFaults } from './faults.ts';
import { createIds } from './ids.ts';
import { createJournal, type JournalEntry } from './journal.ts';
import { servePage } from './page-server.ts';
import { createRateLimit } from './rate-limit.ts';
import { acceptAnyBody, parseBody, parseUpload } from './request-body.ts';
import { createRequestUrlTransport } from './request-url.ts';
import { answerResponseUrl } from './responses.ts';
import { createSocketMode } from './socket-mode.ts';
import { createState } from './state.ts';
import { createTickets } from './tickets.ts';
import { serveWebApi } from './web-api/dispatch.ts';
import { receiveUpload } from './web-api/files.ts';

export interface WorkspaceOptions {
  /** 0 (the default) lets the system choose. */
  port?: number;
  /** Milliseconds since the epoch; default `Date.now`. Message timestamps, limits and validity follow it. */
  clock?: () => number;
  /** A JSONL file that gets every API call and every delivery. */
  journalPath?: string;
  team?: { id: string; name: string; domain: string };
  /** The people. The bot's own user is added when it is not among them. */
  users: Persona[];
  userGroups: UserGroup[];
  /** The app is in a channel only when `members` holds its bot user. */
  channels: { id?: string; name: string; members: string[]; topic?: string }[];
  app: SlackApp;
  timings?: Partial<Timings>;
  /** `false` lets every call through (429 by fault only). Default true. */
  rateLimits?: boolean;
}

export interface Workspace {
  /** The page, and the root of everything: `http://127.0.0.1:<port>`. */
  url: string;
  /** For `clientOptions.slackApiUrl`: `http://127.0.0.1:<port>/api/`. */
  apiUrl: string;
  control: Control;
  journal(): JournalEntry[];
  close(): Promise<void>;
}

/** A Slack workspace of its own, on 127.0.0.1: Web API, Socket Mode, HTTP delivery, control API and a page. */
export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const server = fastify({ bodyLimit: 64 * 1024 * 1024, forceCloseConnections: true });
  acceptAnyBody(server);
  let url = '';
  let offlineUntil = 0;
  const isOffline = () => Date.now() < offlineUntil;
  const { core, setTransport } = createCore(options, () => url, isOffline);
  const control = createControl({
    core,
    goOffline: (durationMs) => {
      offlineUntil = Date.now() + durationMs;
    },
    setRequestUrl: ({ url: requestUrl }) => setRequestUrl(core, requestUrl, setTransport),
  });
  allowOnlyThisMachine(server);
  serveWebApi(server, core, isOffline);
  serveUploadsAndResponses(server, core);
  serveControl(server, control);
  servePage(server, core);
  server.server.on('upgrade', (request, socket, head) => core.socketMode.handleUpgrade(request, socket, head));
  await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  return {
    url,
    apiUrl: `${url}/api/`,
    control,
    journal: () => core.journal.entries(),
    async close() {
      core.deliveries.close();
      core.socketMode.close();
      await server.close();
      await core.journal.close();
    },
  };
}

function createCore(options: WorkspaceOptions, url: () => string, isOffline: () => boolean) {
  const clock = options.clock ?? Date.now;
  const timings = { ...slackTimings, ...options.timings };
  const ids = createIds(clock);
  const journal = createJournal(clock, options.journalPath);
  const faults = createFaults(journal);
  const { app } = options;
  const bot: Persona = { id: app.botUserId, name: app.name.toLowerCase(), real_name: app.name, is_bot: true };
  const state = createState({
    team: options.team ?? { id: 'T0LOCAL01', name: 'Local workspace', domain: 'local-workspace' },
    users: options.users.some(({ id }) => id === bot.id) ? options.users : [...options.users, bot],
    userGroups: options.userGroups,
    channels: options.channels,
    botUserId: app.botUserId,
    ids,
    clock,
  });
  const onCount = (count: number) => state.emit({ kind: 'connections', count });
  const socketMode = createSocketMode({
    appId: app.appId,
    ids,
    clock,
    journal,
    faults,
    ...timings,
    url,
    isOffline,
    onCount,
  });
  let transport: Transport = socketMode;
  const core: Core = {
    app,
    state,
    ids,
    clock,
    tickets: createTickets({ clock, ids, timings, url }),
    journal,
    faults,
    rateLimit: options.rateLimits === false ? { check: () => 0, clear: () => {} } : createRateLimit(clock),
    deliveries: createDeliveries({ transport: () => transport, journal, faults, ids, clock, ...timings }),
    socketMode,
    timings,
    url,
  };
  const setTransport = (next: Transport | undefined) => {
    transport = next ?? socketMode;
  };
  return { core, setTransport };
}

/** Like Slack, asks the request URL to repeat a challenge before it is used. */
async function setRequestUrl(core: Core, requestUrl: string | null, set: (transport?: Transport) => void) {
  if (requestUrl === null) {
    set(undefined);
    return { ok: true };
  }
  const { app, clock, faults, timings } = core;
  const transport = createRequestUrlTransport({
    requestUrl,
    signingSecret: app.signingSecret,
    clock,
    faults,
    ...timings,
  });
  const challenge = core.ids.next('challenge-');
  const payload = { type: 'url_verification', token: 'verification-token', challenge };
  const envelope = { envelope_id: '', type: 'events_api' as const, payload, accepts_response_payload: true };
  const outcome = await transport.send(envelope);
  const answer = outcome.payload as { challenge?: string; text?: string } | undefined;
  if ((answer?.challenge ?? answer?.text) !== challenge)
    return { ok: false, error: `challenge failed: ${outcome.result}` };
  set(transport);
  return { ok: true };
}

/** Pages of other sites can reach a local port through the browser: their names give them away. */
function allowOnlyThisMachine(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    const host = text(request.headers.host).replace(/:\d+$/, '');
    const origin = text(request.headers.origin);
    const isLocal = (name: string) => ['127.0.0.1', 'localhost', '[::1]'].includes(name);
    if (isLocal(host) && (!origin || isLocal(origin.replace(/^https?:\/\//, '').replace(/:\d+$/, '')))) return;
    await reply.code(403).send('only for this machine');
  });
}

function serveUploadsAndResponses(server: FastifyInstance, core: Core): void {
  server.post('/upload/v1/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const bytes = await parseUpload(request);
    if (!receiveUpload(core, id, bytes)) return reply.code(404).send('no such upload');
    return `OK - ${bytes.length}`;
  });
  server.post('/respond/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    const { status, body } = answerResponseUrl(core, id, await parseBody(request));
    return reply.code(status).send(body);
  });
  server.get('/files-pri/:key/:name', (request, reply) => {
    const id = (request.params as { key: string }).key.split('-').at(-1) ?? '';
    const file = core.state.files.get(id);
    if (request.headers.authorization !== `Bearer ${core.app.botToken}`) return reply.code(403).send('not authorized');
    if (!file?.bytes) return reply.code(404).send('no such file');
    return reply.type(file.mimetype || 'application/octet-stream').send(file.bytes);
  });
}
