import type { Config } from '../config.ts';
import { NocturneError } from '../errors.ts';

/** The loopback API of a bot that runs on this machine. Calls throw `bot-refused` with what it answered. */
export interface RunningBot {
  url: string;
  get<T>(path: string): Promise<T>;
  /** Undefined for what is not there (404). */
  find<T>(path: string): Promise<T | undefined>;
  post<T>(path: string, body: unknown): Promise<T>;
}

const answerWithinMs = 2_000;
const callWithinMs = 60_000;

/** Where a bot with this configuration listens. A bot on every address is reached on the loopback. */
function addressOf({ web }: Config): string {
  const host = web.host === '0.0.0.0' ? '127.0.0.1' : web.host === '::' ? '::1' : web.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${web.port}`;
}

/** InfluxDB has the same default port and a `/health` too, so the answer must be ours. */
async function isNocturne(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(answerWithinMs) });
    const health = (await response.json()) as Record<string, unknown> | null;
    return typeof health === 'object' && health !== null && 'loopDelayMs' in health && 'ingest' in health;
  } catch {
    return false;
  }
}

/**
 * The bot that runs with this configuration, or undefined when none does. Throws `bot-without-token` when one runs and NOCTURNE_API_TOKEN
 * is not set here.
 */
export async function findRunningBot(config: Config): Promise<RunningBot | undefined> {
  const url = addressOf(config);
  if (config.web.port === 0 || !(await isNocturne(url))) return undefined;
  const token = config.environment.NOCTURNE_API_TOKEN;
  if (token === undefined) {
    throw new NocturneError('bot-without-token', `A bot runs at ${url}, and NOCTURNE_API_TOKEN is not set`, {
      hint: 'set the token that the bot was started with',
    });
  }
  return createClient(url, token);
}

/** The same where nothing can be answered without one. Throws `no-bot` with what to do about it. */
export async function needRunningBot(config: Config, hint: string): Promise<RunningBot> {
  const bot = await findRunningBot(config);
  if (bot) return bot;
  throw new NocturneError('no-bot', 'No bot runs with this configuration, so nothing is heard', { hint });
}

function createClient(url: string, token: string): RunningBot {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${token}`, ...(init.body ? { 'content-type': 'application/json' } : {}) };
    return fetch(`${url}${path}`, { ...init, headers, signal: AbortSignal.timeout(callWithinMs) });
  }

  async function read<T>(path: string, response: Response): Promise<T> {
    if (response.ok) return (await response.json()) as T;
    const { error, hint } = ((await response.json().catch(() => null)) ?? {}) as { error?: string; hint?: string };
    const reason = error ?? `status ${response.status}`;
    throw new NocturneError('bot-refused', `The bot at ${url} refused ${path}: ${reason}`, {
      hint: hint ?? (response.status === 401 ? 'NOCTURNE_API_TOKEN must be the one it was started with' : undefined),
    });
  }

  return {
    url,
    get: async (path) => read(path, await call(path)),
    async find(path) {
      const response = await call(path);
      return response.status === 404 ? undefined : read(path, response);
    },
    post: async (path, body) => read(path, await call(path, { method: 'POST', body: JSON.stringify(body) })),
  };
}
