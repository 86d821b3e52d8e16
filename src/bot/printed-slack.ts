import type { Envelope } from './envelope.ts';

/** A call that the bot would have made, with its arguments as values. */
export interface PrintedCall {
  method: string;
  arguments: Record<string, unknown>;
}

const ids = { team: 'T0REPLAY1', bot: 'U0REPLAY1', botId: 'B0REPLAY1', channel: 'C0REPLAY1', direct: 'D0REPLAY1' };
const ts = '1700000000.000100';

/** What is only asked, and changes nothing in a workspace. */
const questions = /^(auth|users|usergroups|team|bots)\.|^conversations\.(list|info|history|replies|open)$|\.info$/;

/**
 * Stands in for Slack where nothing may be sent: answers what the bot asks as a workspace would in which everybody is a full member and no
 * message stands, and hands what it would have posted to `tell`. `body` is the envelope that is replayed: its team and people exist.
 */
export function createPrintedSlack(options: {
  body: Envelope;
  channel: string;
  tell: (call: PrintedCall) => void;
}): typeof fetch {
  const { body, tell } = options;
  const team = body.team?.id ?? body.team_id ?? ids.team;
  const channel = options.channel.replace(/^#/, '');

  function answer(method: string, args: Record<string, unknown>): Record<string, unknown> {
    switch (method) {
      case 'auth.test':
        return { team_id: team, user_id: ids.bot, bot_id: ids.botId, user: 'nocturne', team: 'replay' };
      case 'users.info':
        return { user: { id: args.user, team_id: team, name: args.user, profile: {} } };
      case 'usergroups.list':
        return { usergroups: [] };
      case 'usergroups.users.list':
        return { users: [] };
      case 'conversations.list':
        return { channels: [{ id: ids.channel, name: channel, is_member: true }] };
      case 'conversations.history':
      case 'conversations.replies':
        return { messages: [] };
      case 'conversations.open':
        return { channel: { id: ids.direct } };
      case 'chat.getPermalink':
        return { permalink: `https://example.invalid/${ids.channel}` };
      default:
        return { channel: args.channel ?? ids.channel, ts, message_ts: ts, view: { id: 'V0REPLAY1', hash: '1' } };
    }
  }

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const isApi = url.pathname.startsWith('/api/');
    const method = isApi ? url.pathname.slice('/api/'.length) : 'response_url';
    const args = await readArguments(init?.body ?? (input instanceof Request ? await input.text() : ''));
    if (!questions.test(method)) tell({ method, arguments: args });
    return Response.json({ ok: true, ...(isApi ? answer(method, args) : {}) });
  };
}

async function readArguments(body: unknown): Promise<Record<string, unknown>> {
  if (body instanceof FormData) return Object.fromEntries([...body].map(([key, value]) => [key, readValue(value)]));
  const text = typeof body === 'string' ? body : body instanceof URLSearchParams ? body.toString() : '';
  if (text.startsWith('{')) return JSON.parse(text) as Record<string, unknown>;
  return Object.fromEntries([...new URLSearchParams(text)].map(([key, value]) => [key, readValue(value)]));
}

/** Blocks and views travel as JSON in a form field. */
function readValue(value: string | File): unknown {
  if (typeof value !== 'string') return `<${value.name}, ${value.size} bytes>`;
  if (!/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
