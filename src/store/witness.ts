import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Query } from './query.ts';

/** The last entry of an audit. */
export interface AuditHead {
  entries: number;
  hash: string;
}

/** What a database was when it was last seen. */
export interface Witnessed extends AuditHead {
  installation: string;
}

/**
 * Remembers in a file beside the database which database it is and how long its audit was. What is opened in its place later, such as an
 * empty database or an older copy, can then be told from it. The file may lag behind by a moment, and is never ahead.
 */
export interface Witness {
  known(): Witnessed | null;
  /** An entry is about to be committed. */
  appended(): void;
  /** Notes the present state, unless the audit no longer holds what was noted before: that evidence stays. */
  look(): Promise<void>;
  close(): Promise<void>;
}

const lookAfterMs = 1_000;

/** What stands in a witness file; null when there is none. Throws `store-witness-unreadable`. */
export function readWitness(file: string): Witnessed | null {
  try {
    const { installation, entries, hash } = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof installation === 'string' && Number.isSafeInteger(entries) && typeof hash === 'string')
      return { installation, entries, hash };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null;
  }
  throw new NocturneError(
    'store-witness-unreadable',
    `${file} can not be read, and it says which database belongs here`,
    {
      hint: 'restore it from the backup, or move it away if you know that the database is whole',
    },
  );
}

/** What a whole database of ours says of itself; null for one that is not ours, such as an empty one. */
async function readDatabase(query: Query): Promise<Witnessed | null> {
  const { rows } = await query(`SELECT to_regclass('nocturne.installation') AS installed`);
  if (rows[0]?.installed == null) return null;
  const found = await query(
    `SELECT id, entries, hash FROM nocturne.installation LEFT JOIN nocturne.audit_head ON true LIMIT 1`,
  );
  const [row] = found.rows;
  if (!row) return null;
  return { installation: row.id as string, entries: Number(row.entries ?? 0), hash: (row.hash as string) ?? '' };
}

/** Throws `store-replaced` when the database is not the one that the file knows. To be called before anything is written to it. */
export async function refuseOther(query: Query, file: string, known: Witnessed): Promise<void> {
  const found = await readDatabase(query);
  if (found?.installation === known.installation) return;
  throw replaced(file, found ? 'another database is in its place' : 'the one in its place is empty or cut');
}

/** The error for a database that is gone or is not the one that the file knows. */
export function replaced(file: string, what: string): NocturneError {
  return new NocturneError('store-replaced', `The database that ${file} knows is not there: ${what}`, {
    hint: `restore the database from a backup; to start anew with an empty one, move ${file} and what is left of the database away`,
  });
}

export function createWitness(deps: { file: string; known: Witnessed | null; query: Query; log: Log }): Witness {
  const { file, query, log } = deps;
  let { known } = deps;
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    const found = await readDatabase(query);
    if (!found || (known && found.entries === known.entries && found.hash === known.hash)) return;
    if (known && !(await holds(query, known))) {
      log.error({ known: known.entries, found: found.entries }, 'the audit lost entries: run nocturne audit verify');
      return;
    }
    write(file, found);
    known = found;
  }

  function later(): void {
    timer ??= setTimeout(() => {
      timer = undefined;
      look().catch((err) => {
        log.warn({ err, file }, 'the length of the audit could not be noted yet');
        later();
      });
    }, lookAfterMs).unref();
  }

  return {
    known: () => known,
    appended: later,
    look,
    async close() {
      clearTimeout(timer);
      await look().catch((err) => log.warn({ err, file }, 'the length of the audit could not be noted'));
    },
  };
}

/** Whether the audit still has this as one of its entries. */
async function holds(query: Query, { entries, hash }: AuditHead): Promise<boolean> {
  if (entries === 0) return true;
  const { rows } = await query('SELECT hash FROM nocturne.audit WHERE seq = $1', [entries]);
  return rows[0]?.hash === hash;
}

/** The file is there as a whole or not at all, also after a power cut. */
function write(file: string, witnessed: Witnessed): void {
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.new`;
  const handle = openSync(unfinished, 'w', 0o600);
  try {
    writeSync(handle, `${JSON.stringify(witnessed)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(unfinished, file);
}
