import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';

/** Who holds a data directory. `born` tells a process from a later one with the same pid; empty where the system does not say. */
interface Holder {
  pid: number;
  born: string;
  host: string;
  startedAt: string;
}

const heartbeatMs = 5_000;
/** A holder on another host can only be judged by its heartbeat. */
const staleAfterMs = 30_000;

/**
 * Takes a data directory for this process: PGlite does not lock its files, and two processes on them destroy them. Returns the release.
 * Throws `store-locked` when another process has it. The file of a process that died is taken over.
 */
export function lockDirectory(directory: string, clock: Clock): () => void {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'nocturne.lock');
  const own = JSON.stringify({
    pid: process.pid,
    born: birthOf(process.pid),
    host: hostname(),
    startedAt: new Date(clock()).toISOString(),
  } satisfies Holder);
  if (!create(path, own)) {
    takeOver(path, own);
  }
  const heartbeat = setInterval(() => touch(path), heartbeatMs).unref();
  return () => {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  };
}

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

/** Moves a dead holder's file away before the own one is made, so that of two processes that find it dead only one goes on. */
function takeOver(path: string, own: string): void {
  const found = read(path);
  const holder = parse(found);
  if (holder && isAlive(holder, path)) throw locked(path, holder);
  const aside = `${path}.${process.pid}`;
  const moved = move(path, aside);
  const stolen = moved && read(aside) !== found;
  if (stolen) renameSync(aside, path);
  else rmSync(aside, { force: true });
  if (stolen || !create(path, own)) throw locked(path, parse(read(path)));
}

function locked(path: string, holder: Holder | undefined): NocturneError {
  const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.startedAt}` : 'another process';
  return new NocturneError('store-locked', `the data directory is in use by ${who}`, {
    hint: `stop that process, or set DATABASE_URL to share a PostgreSQL server; the lock is ${path}`,
    detail: { ...holder },
  });
}

function isAlive(holder: Holder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - modifiedAt(path) < staleAfterMs;
  try {
    process.kill(holder.pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
  return birthOf(holder.pid) === holder.born;
}

/** When a process started, in ticks since the boot that is named; empty for one that is dead but not yet reaped. Linux only: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function birthOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields[0] === 'Z' ? undefined : fields[19];
  return ticks ? `${ticks}@${read('/proc/sys/kernel/random/boot_id').trim()}` : '';
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function move(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch {
    return false;
  }
}

function modifiedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // The directory was removed under the running process: nothing is left that a second one could harm.
  }
}
