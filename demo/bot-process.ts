import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The product as a child process: what an operator would start, with the configuration file and the environment of one. */
export interface BotProcess {
  /** Starts it and waits until it says that it is ready; tells of what takes it long meanwhile. */
  start(tell?: (line: string) => void): Promise<void>;
  /** Ends it as a service manager would, or at once with SIGKILL. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  health(): Promise<Record<string, unknown> | undefined>;
  /** Reads one JSON document from its loopback API. */
  read<T>(path: string): Promise<T>;
  readonly running: boolean;
  /** What it said last, for people: lines that are no log entries, or else the last log entry. */
  lastWords(): string;
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const readyWithinMs = 300_000;
const stopWithinMs = 10_000;
const keptLines = 20;

export function createBotProcess(options: {
  configFile: string;
  env: Record<string, string>;
  /** More flags of Node.js. */
  nodeFlags?: readonly string[];
  url: string;
  apiToken: string;
  /** Its log lines, one JSON object each. */
  onLine: (line: string) => void;
  /** What it inherits of the environment; only what a service manager would hand on when left out. */
  inherited?: NodeJS.ProcessEnv;
  /** Whether it is up, by what `/health` answers (undefined when nothing does); when left out, once it says that it is ready. */
  isUp?: (health: Record<string, unknown> | undefined) => boolean | Promise<boolean>;
  /** How long it may take to end what it does before it is killed; 10 s when left out. */
  stopWithinMs?: number;
}): BotProcess {
  let child: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();

  async function read<T>(path: string): Promise<T> {
    const response = await fetch(`${options.url}${path}`, { headers: { authorization: `Bearer ${options.apiToken}` } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }

  const health = () => read<Record<string, unknown>>('/health').catch(() => undefined);

  const { isUp = (answer) => answer?.ready === true } = options;
  let logged = 'nothing';
  let plain: string[] = [];
  const lastWords = () => (plain.length > 0 ? plain.join('\n') : logged);

  function hear(line: string): void {
    options.onLine(line);
    if (line.startsWith('{')) logged = line;
    else if (line !== '') plain = [...plain, line].slice(-keptLines);
  }

  async function untilReady(process: ChildProcess, tell?: (line: string) => void): Promise<void> {
    const giveUpAt = Date.now() + readyWithinMs;
    let told = '';
    while (Date.now() < giveUpAt) {
      const ending = process.exitCode ?? process.signalCode;
      if (ending !== null) throw new Error(`the bot ended with ${ending} before it was ready; it said: ${lastWords()}`);
      const answer = await health();
      if (await isUp(answer)) return;
      const line = describeTraining(answer?.training);
      if (line !== told && line !== '') tell?.(line);
      told = line;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the bot was not ready within ${readyWithinMs / 1000} s`);
  }

  return {
    get running() {
      return child !== undefined && child.exitCode === null && child.signalCode === null;
    },
    async start(tell) {
      const args = [
        ...(options.nodeFlags ?? []),
        '--disable-warning=ExperimentalWarning',
        main,
        'start',
        '--config',
        options.configFile,
      ];
      const env = { ...(options.inherited ?? serviceEnvironment()), ...options.env };
      plain = [];
      const started = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
      child = started;
      exited = once(started, 'exit');
      let rest = '';
      started.stderr!.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) hear(line);
      });
      await untilReady(started, tell);
    },
    async stop(signal = 'SIGTERM') {
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      const force = setTimeout(() => child?.kill('SIGKILL'), options.stopWithinMs ?? stopWithinMs);
      await exited;
      clearTimeout(force);
    },
    health,
    read,
    lastWords,
  };
}

/** Nothing of this machine's environment may change how the product behaves. */
function serviceEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  return { PATH, HOME, XDG_CACHE_HOME };
}

/** How far a training is; empty when there is none. */
export function describeTraining(training: unknown): string {
  const { done, total, note } = (training ?? {}) as { done?: number; total?: number; note?: string };
  if (done === undefined || !total) return '';
  return `training: ${Math.round((100 * done) / total)} % (${note})`;
}
