import type { Config } from '../config.ts';
import type { WorkStep } from '../domain/work-step.ts';
import { NocturneError } from '../errors.ts';

/** The loopback API of a bot that runs on this machine. Calls throw `bot-refused` with what it answered, and `bot-gone` when it does not. */
export interface RunningBot {
  url: string;
  get<T>(path: string): Promise<T>;
  /** Undefined for what is not there (404). */
  find<T>(path: string): Promise<T | undefined>;
  post<T>(path: string, body: unknown): Promise<T>;
  /** For long work: hears its steps while it goes on, and answers with the last line, which is none. */
  follow<T extends object>(path: string, body: unknown, onStep: (step: WorkStep) => void): Promise<T>;
}

const answerWithinMs = 2_000;
const callWithinMs = 60_000;
/** A step of long work may be one question to the history, which has a minute. */
const stepWithinMs = 150_000;

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
    try {
      return await fetch(`${url}${path}`, { signal: AbortSignal.timeout(callWithinMs), ...init, headers });
    } catch (cause) {
      throw gone(path, cause);
    }
  }

  async function read<T>(path: string, response: Response): Promise<T> {
    if (response.ok) return (await response.json()) as T;
    const { error, hint } = ((await response.json().catch(() => null)) ?? {}) as Refusal;
    throw refused(path, {
      error: error ?? `status ${response.status}`,
      hint: hint ?? (response.status === 401 ? 'NOCTURNE_API_TOKEN must be the one it was started with' : undefined),
    });
  }

  const refused = (path: string, { error, hint }: Refusal) =>
    new NocturneError('bot-refused', `The bot at ${url} refused ${path}: ${error}`, { hint });

  async function follow<T extends object>(path: string, body: unknown, onStep: (step: WorkStep) => void): Promise<T> {
    const silence = createSilenceTimer(stepWithinMs);
    try {
      const response = await call(path, { method: 'POST', body: JSON.stringify(body), signal: silence.signal });
      if (!response.ok || !response.body) return await read(path, response);
      for await (const line of linesOf(response.body)) {
        silence.heard();
        const told = JSON.parse(line) as WorkStep | T | Refusal;
        if ('error' in told) throw refused(path, told);
        if (!('note' in told)) return told as T;
        onStep(told);
      }
    } catch (cause) {
      throw cause instanceof NocturneError ? cause : gone(path, cause);
    } finally {
      silence.end();
    }
    throw gone(path);
  }

  const gone = (path: string, cause?: unknown) =>
    new NocturneError('bot-gone', `The bot at ${url} no longer answers to ${path}`, {
      hint: 'look into its log, or try again',
      cause,
    });

  return {
    url,
    get: async (path) => read(path, await call(path)),
    async find(path) {
      const response = await call(path);
      return response.status === 404 ? undefined : read(path, response);
    },
    post: async (path, body) => read(path, await call(path, { method: 'POST', body: JSON.stringify(body) })),
    follow,
  };
}

interface Refusal {
  error?: string;
  hint?: string | undefined;
}

async function* linesOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
}

/** Aborts after so long without a word. */
function createSilenceTimer(ms: number): { signal: AbortSignal; heard(): void; end(): void } {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), ms);
  return { signal: silence.signal, heard: () => void timer.refresh(), end: () => clearTimeout(timer) };
}
