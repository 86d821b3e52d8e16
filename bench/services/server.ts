import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, chownSync, constants, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pickPort } from '../../demo/pick-port.ts';

/** A server that runs only for a test or a bench. */
export interface Server {
  url: string;
  version: string;
  /** Ends it at once, as a power cut would. */
  crash(): Promise<void>;
  /** Starts it again at the same address: PostgreSQL with its data, Redis empty. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** The server, or what is missing on this machine to start one. */
export type Started = Server | { missing: string };

const startWithinMs = 30_000;
const stopWithinMs = 10_000;

/** The newest PostgreSQL of Debian's packages, with a data directory of its own. */
export async function startPostgres(): Promise<Started> {
  const programs = ['initdb', 'postgres', 'pg_isready'];
  const [initdb, postgres, isReady] = programs.map((name) => findProgram(name, debianFolders()));
  if (!initdb || !postgres || !isReady) return { missing: 'no PostgreSQL (apt-get install postgresql)' };
  const owner: Owner | undefined = process.getuid?.() === 0 ? ownerOf('postgres') : {};
  if (owner === undefined) return { missing: 'no user "postgres", and PostgreSQL refuses to run as root' };
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-postgres-'));
  if (owner.uid !== undefined) chownSync(folder, owner.uid, owner.gid!);
  const port = await pickPort();
  const settings = [
    ...['-D', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1'],
    ...['-c', `unix_socket_directories=${folder}`, '-c', 'fsync=off', '-c', 'max_connections=200'],
  ];
  const account = ['-U', 'nocturne', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(initdb, ['-D', folder, ...account], { ...owner, stdio: 'ignore', cwd: folder });
  const version = execFileSync(postgres, ['--version'], { encoding: 'utf8' }).replace(/^.*\) ([\d.]+).*$/s, '$1');
  // SIGINT is PostgreSQL's fast shutdown: clients are disconnected, nothing is recovered later.
  return runServer(
    postgres,
    settings,
    {
      ...{ owner, folder, port, stopSignal: 'SIGINT', crashSignal: 'SIGQUIT', name: `PostgreSQL ${version}` },
      // It listens before it lets anybody in.
      accepts: () => spawnSync(isReady, ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0,
    },
    (at) => ({ url: `postgres://nocturne@127.0.0.1:${at}/postgres` }),
  );
}

export async function startRedis(): Promise<Started> {
  const program = findProgram('redis-server');
  if (!program) return { missing: 'no Redis (apt-get install redis-server)' };
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-redis-'));
  const port = await pickPort();
  const settings = [
    ...['--port', String(port), '--bind', '127.0.0.1', '--dir', folder],
    ...['--save', '', '--appendonly', 'no', '--databases', '64'],
  ];
  const version = /v=([\d.]+)/.exec(execFileSync(program, ['--version'], { encoding: 'utf8' }))?.[1] ?? '';
  return runServer(
    program,
    settings,
    { ...{ owner: {}, folder, port, stopSignal: 'SIGTERM', crashSignal: 'SIGKILL' }, name: `Redis ${version}` },
    (at) => ({ url: `redis://127.0.0.1:${at}` }),
  );
}

interface Owner {
  uid?: number;
  gid?: number;
}

export interface ServerPlace {
  owner: Owner;
  /** Where it runs; removed when it is closed. */
  folder: string;
  port: number;
  stopSignal: NodeJS.Signals;
  /** PostgreSQL's processes must all go, so it is asked for an immediate shutdown. */
  crashSignal: NodeJS.Signals;
  name: string;
  /** Whether it works once it listens; left out, it does. */
  accepts?: () => boolean;
}

/** Starts a server that listens on its port of 127.0.0.1, and waits until it does. Throws when it does not come up. */
export async function runServer(
  program: string,
  settings: string[],
  place: ServerPlace,
  describe: (port: number) => { url: string },
): Promise<Server> {
  const { folder, port, name } = place;
  let child = launch(program, settings, place);
  const close = async () => {
    await stop(child.process, place.stopSignal);
    rmSync(folder, { recursive: true, force: true });
  };
  const ready = async () => {
    if (!(await isUp(child.process, place))) throw new Error(`${name} did not start: ${child.said()}`);
  };
  await ready().catch(async (thrown) => {
    await close();
    throw thrown;
  });
  return {
    ...describe(port),
    version: name,
    crash: () => stop(child.process, place.crashSignal),
    restart: async () => {
      await stop(child.process, place.crashSignal);
      child = launch(program, settings, place);
      await ready();
    },
    close,
  };
}

function launch(program: string, settings: string[], { owner, folder }: ServerPlace) {
  const process = spawn(program, settings, { ...owner, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  process.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  return { process, said: () => said };
}

async function isUp(child: ChildProcess, { port, accepts = () => true }: ServerPlace): Promise<boolean> {
  const giveUpAt = Date.now() + startWithinMs;
  while (!((await isListening(port)) && accepts())) {
    if (child.exitCode !== null || Date.now() >= giveUpAt) return false;
    await sleep(50);
  }
  return true;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(force);
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
  });
}

/** Debian keeps the servers of each release in a folder that is not on the path. Newest first. */
function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const releases = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return releases.map((release) => join(root, release, 'bin'));
  } catch {
    return [];
  }
}

/** Looks in the folders given, on the path, and where Debian's packages put programs. */
export function findProgram(name: string, first: string[] = []): string | undefined {
  const folders = [...first, ...(process.env.PATH ?? '').split(':'), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ownerOf(user: string): Required<Owner> | undefined {
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined;
  }
}
