import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Core, text } from './core.ts';
import type { Channel, Message, Persona } from './entities.ts';
import type { Change } from './state.ts';
import { describeFile } from './web-api/files.ts';

const pageFolder = join(import.meta.dirname, 'page');
const mimeTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Scripts and styles come from here only; pictures may come from anywhere, as in Slack. */
const contentPolicy = "default-src 'self'; img-src 'self' http: https: data:; object-src 'none'; base-uri 'none'";

/** Serves the page, what it shows (`/page/snapshot`), and every change as it happens (`/page/stream`). */
export function servePage(server: FastifyInstance, core: Core): void {
  server.get('/', (_request, reply) => sendFile(reply, 'index.html'));
  server.get('/archives/:channel/:message', (_request, reply) => sendFile(reply, 'index.html'));
  server.get('/page/files/:id', (request, reply) => {
    const file = core.state.files.get((request.params as { id: string }).id);
    if (!file?.bytes) return reply.code(404).send('no such file');
    return reply.type(file.mimetype || 'application/octet-stream').send(file.bytes);
  });
  server.get('/page/snapshot', (request) => snapshot(core, text((request.query as { user?: string }).user)));
  server.get('/page/stream', (request, reply) => stream(core, text((request.query as { user?: string }).user), reply));
  server.get('/assets/*', (request, reply) => sendFile(reply, (request.params as { '*': string })['*']));
}

async function sendFile(reply: FastifyReply, name: string): Promise<FastifyReply> {
  const path = normalize(join(pageFolder, name));
  const type = mimeTypes[extname(path)];
  if (!path.startsWith(pageFolder) || !type) return reply.code(404).send('not found');
  const body = await readFile(path).catch(() => undefined);
  if (!body) return reply.code(404).send('not found');
  return reply
    .type(type)
    .header('content-security-policy', contentPolicy)
    .header('cache-control', 'no-cache')
    .send(body);
}

const isHuman = (user: Persona) => !user.is_bot && !user.deleted;

function snapshot(core: Core, wanted: string) {
  const { state } = core;
  const users = [...state.users.values()];
  const user = state.users.has(wanted) ? wanted : (users.find(isHuman)?.id ?? '');
  const channels = [...state.channels.values()].filter((channel) => channel.members.includes(user));
  const { appId, botUserId, botId, name, slashCommand } = core.app;
  return {
    user,
    team: state.team,
    app: { appId, botUserId, botId, name, slashCommand },
    users,
    personas: users.filter(isHuman).map(({ id }) => id),
    userGroups: state.userGroups,
    channels,
    messages: Object.fromEntries(
      channels.map((channel) => [channel.id, visible(state.messages.get(channel.id), user)]),
    ),
    files: Object.fromEntries([...state.files.values()].map((file) => [file.id, describeFile(file, core)])),
    home: state.homes.get(user) ?? null,
    modals: state.modals.get(user) ?? [],
    sessions: Object.fromEntries(state.sessions),
    connections: core.socketMode.connectionCount(),
    stage: core.stage?.read() ?? null,
  };
}

const visible = (messages: Message[] | undefined, user: string) =>
  (messages ?? []).filter((message) => !message.ephemeral_to || message.ephemeral_to === user);

/** Server-sent events, one per change that the user may see. */
function stream(core: Core, user: string, reply: FastifyReply): FastifyReply {
  reply.hijack();
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  reply.raw.write('retry: 1000\n\n');
  const stop = core.state.onChange((change) => {
    if (!maySee(core, user, change)) return;
    reply.raw.write(`data: ${JSON.stringify({ ...change, ...filesOf(core, change) })}\n\n`);
  });
  const beat = setInterval(() => reply.raw.write(': \n\n'), 15_000);
  beat.unref();
  reply.raw.on('close', () => {
    clearInterval(beat);
    stop();
  });
  return reply;
}

/** The files that a message or view shows travel with it, so that the page knows how large they are. */
function filesOf(core: Core, change: Change) {
  const source = change.kind === 'message' ? change.message : 'view' in change ? change.view : undefined;
  const ids = source ? [...JSON.stringify(source).matchAll(/"id":"(F[A-Z0-9]{8,})"/g)].map((match) => match[1]) : [];
  const files = ids.map((id) => core.state.files.get(String(id))).filter((file) => file !== undefined);
  return files.length > 0
    ? { files: Object.fromEntries(files.map((file) => [file.id, describeFile(file, core)])) }
    : {};
}

function maySee(core: Core, user: string, change: Change): boolean {
  if ('user' in change) return change.user === user;
  if (change.kind === 'connections' || change.kind === 'stage' || change.kind === 'reset') return true;
  const channel = change.kind === 'channel' ? change.channel : core.state.channels.get(channelOf(change));
  if (!isMember(channel, user)) return false;
  return change.kind !== 'message' || !change.message.ephemeral_to || change.message.ephemeral_to === user;
}

const isMember = (channel: Channel | undefined, user: string) => channel?.members.includes(user) ?? false;

type InChannel = Exclude<Change, { user: string } | { kind: 'channel' | 'connections' | 'stage' | 'reset' }>;

function channelOf(change: InChannel): string {
  return change.kind === 'message' ? change.message.channel : change.channel;
}
