import { type ExecFileException, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findProgram } from '../../bench/services/server.ts';

/** The version that is built where no Telegraf is found. */
const builtVersion = '1.37.2';
/** Telegraf's own tags for a build with a few of its plug-ins: a minute instead of a quarter of an hour. */
const tags = 'custom,inputs.snmp,inputs.ping,outputs.influxdb_v2';
const buildWithinMs = 15 * 60_000;

export interface Telegraf {
  program: string;
  version: string;
}

const cacheFolder = join(homedir(), '.cache', 'nocturne-tests', `telegraf-${builtVersion}`);

/** Telegraf by TEST_TELEGRAF, as it was built before, or on the path. */
export function findTelegraf(): Telegraf | { missing: string } {
  const program = process.env.TEST_TELEGRAF || findProgram('telegraf', [cacheFolder]);
  if (!program) return { missing: 'no Telegraf (npm run test:services builds one)' };
  const said = execFileSync(program, ['version'], { encoding: 'utf8' });
  return { program, version: `Telegraf ${/^Telegraf (\S+)/.exec(said)?.[1] ?? '?'}` };
}

/**
 * Telegraf as `findTelegraf` finds it, or built with Go from the module proxy and kept for later runs (20 MB). What the build downloads and
 * compiles (600 MB) goes to a folder of its own and is removed.
 */
export async function findOrBuildTelegraf(say: (line: string) => void): Promise<Telegraf | { missing: string }> {
  const found = findTelegraf();
  if (!('missing' in found)) return found;
  const go = findProgram('go');
  if (!go) return { missing: 'no Telegraf, and no Go to build it with' };
  const work = mkdtempSync(join(tmpdir(), 'nocturne-telegraf-'));
  const folders = { GOMODCACHE: join(work, 'mod'), GOCACHE: join(work, 'build'), GOTMPDIR: work, GOBIN: cacheFolder };
  const flags = `-s -w -X github.com/influxdata/telegraf/internal.Version=${builtVersion}`;
  const wanted = `github.com/influxdata/telegraf/cmd/telegraf@v${builtVersion}`;
  mkdirSync(cacheFolder, { recursive: true });
  say(`building Telegraf ${builtVersion} from the module proxy`);
  const from = Date.now();
  try {
    await promisify(execFile)(go, ['install', '-modcacherw', '-tags', tags, '-ldflags', flags, wanted], {
      // What the proxy does not have is not fetched from anywhere else.
      env: { ...process.env, ...folders, CGO_ENABLED: '0', GOVCS: '*:off' },
      ...{ cwd: work, timeout: buildWithinMs, maxBuffer: 64 * 1024 * 1024 },
    });
  } catch (thrown) {
    const { stderr = '', message } = thrown as ExecFileException & { stderr?: string };
    return {
      missing: `Telegraf, which could not be built: ${stderr.trim().split('\n').slice(-2).join(' ') || message}`,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  say(`built it in ${Math.round((Date.now() - from) / 1000)} s, kept in ${cacheFolder}`);
  return findTelegraf();
}

/** A configuration that ships, and what its comments tell the user to fill in. */
export interface Filled {
  /** The name of the file in docs/telemetry. */
  conf: string;
  /** Of the devices, in the place of those that ship. */
  addresses: readonly string[];
  env: Record<string, string>;
  /** Takes in what is commented out, too. */
  whole?: boolean;
}

export interface RunningTelegraf {
  /** Everything that it logged. */
  said(): string;
  /** Asks it to stop, as a service manager does, and waits until it did. */
  close(): Promise<void>;
}

export function startTelegraf({ program }: Telegraf, filled: Filled): RunningTelegraf {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-telegraf-'));
  const args = ['--config', fill(filled, folder)];
  const child = spawn(program, args, { cwd: folder, env: filled.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const exited = once(child, 'exit');
  return {
    said: () => said,
    async close() {
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What `telegraf --test` prints: the lines of one gathering, which it sends to nobody. */
export async function tryTelegraf({ program }: Telegraf, filled: Filled): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'nocturne-telegraf-'));
  try {
    const args = ['--config', fill(filled, folder), '--test', '--quiet'];
    const { stdout } = await promisify(execFile)(program, args, { env: filled.env });
    return stdout.replaceAll(/^> /gm, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill({ conf, addresses, whole = false }: Filled, folder: string): string {
  const shipped = readFileSync(fileURLToPath(new URL(`../../docs/telemetry/${conf}`, import.meta.url)), 'utf8');
  const places = shipped.match(/^ *(agents|urls) = .*192\.0\.2\..*$/gm) ?? [];
  if (places.length !== 1) throw new Error(`${conf} has ${places.length} lines with addresses to fill in`);
  const own = shipped.replace(places[0]!, places[0]!.replace(/\[.*\]/, JSON.stringify(addresses)));
  const file = join(folder, conf);
  writeFileSync(file, whole ? own.replaceAll(/^ {2}# (?=\[\[| )/gm, '  ') : own);
  return file;
}
