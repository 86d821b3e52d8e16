import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';

/** Who holds a data directory. For people only: process IDs mean nothing across containers, and a host name can occur twice. */
interface Holder {
  pid: number;
  host: string;
  startedAt: string;
}

/** https://www.sqlite.org/rescode.html#busy */
const busy = 5;

/**
 * Takes a data directory for this process: PGlite does not lock its files, and two processes on them destroy them. Returns the release.
 * Throws `store-locked` when another process has it, and `store-unusable` where no lock can be taken.
 *
 * The kernel holds the lock, as an open exclusive transaction on an empty SQLite file. It ends with its process, whatever ends that, and it is
 * the same lock for every container that mounts the directory. The file is never deleted and nothing is written to it: a second process could
 * otherwise lock a second file of that name. Nothing else may open it, because closing any descriptor of a file drops a process's locks on it.
 */
export function lockDirectory(directory: string, clock: Clock): () => void {
  mkdirSync(directory, { recursive: true });
  const note = join(directory, 'holder.json');
  const lock = takeLock(join(directory, 'directory.lock'), note);
  const own: Holder = { pid: process.pid, host: hostname(), startedAt: new Date(clock()).toISOString() };
  try {
    writeFileSync(note, JSON.stringify(own));
  } catch {
    // A full disk must not keep the product from starting; the lock holds without the note.
  }
  let held = true;
  return () => {
    if (!held) return;
    held = false;
    rmSync(note, { force: true });
    lock.close();
  };
}

function takeLock(path: string, note: string): DatabaseSync {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(path);
    file.exec('BEGIN EXCLUSIVE');
    return file;
  } catch (thrown) {
    file?.close();
    if ((thrown as { errcode?: number }).errcode === busy) throw locked(path, readHolder(note));
    throw new NocturneError('store-unusable', `cannot lock the data directory: ${path}: ${(thrown as Error).message}`, {
      hint: 'the folder must be writable, its file system must support locks, and directory.lock must be an empty file',
      cause: thrown,
    });
  }
}

function locked(path: string, holder: Holder | undefined): NocturneError {
  const who = holder ? `process ${holder.pid} on ${holder.host} since ${holder.startedAt}` : 'another process';
  return new NocturneError('store-locked', `the data directory is in use by ${who}`, {
    hint: `stop that process, or set DATABASE_URL to share a PostgreSQL server; the lock is ${path}`,
    detail: { ...holder },
  });
}

function readHolder(note: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(note, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
