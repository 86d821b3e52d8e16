import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, type ApiMethod, type Args, type Core, type Refusal, refuse, text } from '../core.ts';
import type { CallFault } from '../faults.ts';
import { parseBody } from '../request-body.ts';
import { appMethods } from './app-methods.ts';
import { chatMethods } from './chat.ts';
import { conversationMethods } from './conversations.ts';
import { fileMethods } from './files.ts';
import { markMethods } from './marks.ts';
import { streamMethods } from './streams.ts';
import { userMethods } from './users.ts';
import { viewMethods } from './views.ts';

const methods: Record<string, ApiMethod> = {
  ...appMethods,
  ...chatMethods,
  ...streamMethods,
  ...conversationMethods,
  ...userMethods,
  ...fileMethods,
  ...viewMethods,
  ...markMethods,
};

/** Serves `POST /api/<method>` as Slack's Web API does: business errors are HTTP 200 with `{ok: false, error}`. */
export function serveWebApi(server: FastifyInstance, core: Core): void {
  server.all('/api/:method', async (request, reply) => {
    const { method } = request.params as { method: string };
    const args = await parseBody(request);
    const started = performance.now();
    const note = (more: Record<string, unknown>) => {
      const durationMs = Math.round(performance.now() - started);
      core.journal.add({ kind: 'call', method, args, durationMs, ...more });
    };
    const fault = core.faults.forCall(method);
    if (fault) return meet(fault, { request, reply, note, run: () => run(method, args, request, core) });
    const waitSeconds = core.rateLimit.check(method, text(args.channel));
    if (waitSeconds > 0) {
      note({ status: 429, ok: false, error: 'ratelimited', retryAfterSeconds: waitSeconds });
      return tooMany(reply, waitSeconds);
    }
    const answer = run(method, args, request, core);
    note({ status: 200, ok: answer.ok, ...outcomeOf(answer) });
    return reply.send(answer);
  });
}

function run(method: string, args: Args, request: FastifyRequest, core: Core): Answer | Refusal {
  const handler = methods[method];
  if (!handler) return refuse('unknown_method', { req_method: method });
  return checkToken(method, args, request, core) ?? handler(args, core);
}

function checkToken(method: string, args: Args, request: FastifyRequest, core: Core): Refusal | undefined {
  if (method === 'api.test') return undefined;
  const token = text(request.headers.authorization).replace(/^Bearer /i, '') || text(args.token);
  if (!token) return refuse('not_authed');
  const expected = method === 'apps.connections.open' ? core.app.appToken : core.app.botToken;
  if (token === expected) return undefined;
  const isOfOther = token === core.app.appToken || token === core.app.botToken;
  return refuse(isOfOther ? 'not_allowed_token_type' : 'invalid_auth');
}

function outcomeOf(answer: Answer | Refusal): Record<string, unknown> {
  if (!answer.ok) return { error: answer.error, errors: answer.errors };
  const { ts, message_ts, channel, file_id } = answer;
  return { ts: ts ?? message_ts, channel: typeof channel === 'string' ? channel : undefined, file: file_id };
}

interface Meeting {
  request: FastifyRequest;
  reply: FastifyReply;
  note: (more: Record<string, unknown>) => void;
  run: () => Answer | Refusal;
}

/** Lets a call meet its fault. With `applied`, the work is done first and only the answer is lost. */
async function meet(fault: CallFault, { request, reply, note, run: apply }: Meeting): Promise<unknown> {
  if (fault.kind === 'slow') {
    await new Promise((resolve) => setTimeout(resolve, fault.delayMs));
    const answer = apply();
    note({ status: 200, ok: answer.ok, fault: fault.kind, ...outcomeOf(answer) });
    return reply.send(answer);
  }
  const applied = 'applied' in fault && fault.applied ? apply() : undefined;
  note({ ok: false, fault: fault.kind, applied: applied?.ok ?? false, ...(applied ? outcomeOf(applied) : {}) });
  if (fault.kind === 'rate_limited') return tooMany(reply, fault.retryAfterSeconds ?? 1);
  if (fault.kind === 'api_error') return reply.send(refuse(fault.error));
  if (fault.kind === 'server_error') return reply.code(fault.status ?? 503).send('upstream error');
  if (fault.kind === 'reset') return cut(request, reply);
  reply.hijack();
  return reply;
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function tooMany(reply: FastifyReply, seconds: number): FastifyReply {
  return reply.code(429).header('retry-after', String(seconds)).send({ ok: false, error: 'ratelimited' });
}
