import type { Pool } from 'pg';
import type { Log } from '../log.ts';
import type { Store } from './store.ts';

/**
 * Named locks on a PostgreSQL server: session-level advisory locks, each on a client of its own, so that they end with the process or its
 * connection. A process keeps its own name for a lock until the work ends, so that it never does the same work twice after it lost one.
 */
export function createServerLocks(pool: Pool, log: Log): Store['withLock'] {
  const inProcess = createProcessLocks();
  return async (name, work) => {
    const held = await inProcess(name, () => lockOnServer(pool, log, name, work));
    return held?.value;
  };
}

async function lockOnServer<T>(
  pool: Pool,
  log: Log,
  name: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<{ value: T } | undefined> {
  const client = await pool.connect();
  const broken = new AbortController();
  const abort = () => broken.abort();
  client.on('error', abort).on('end', abort);
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', [
      `nocturne:${name}`,
    ]);
    if (!rows[0].taken) return undefined;
    try {
      return { value: await work(broken.signal) };
    } finally {
      await client.query('SELECT pg_advisory_unlock_all()').catch((err) => {
        abort();
        log.warn({ err, lock: name }, 'the connection that held a lock broke before its work ended');
      });
    }
  } finally {
    client.off('error', abort).off('end', abort);
    client.release(broken.signal.aborted);
  }
}

/**
 * Named locks for the embedded database. A map is enough because only this process has the data directory; advisory locks would be no
 * locks at all, as its clients share one session, which always gets what it already holds.
 */
export function createProcessLocks(): Store['withLock'] {
  const held = new Set<string>();
  const never = new AbortController().signal;
  return async (name, work) => {
    if (held.has(name)) return undefined;
    held.add(name);
    try {
      return { value: await work(never) };
    } finally {
      held.delete(name);
    }
  };
}
