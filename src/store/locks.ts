import type { Pool } from 'pg';
import type { Log } from '../log.ts';
import type { Store } from './store.ts';

/**
 * Named locks on a PostgreSQL server: session-level advisory locks, each on a client of its own, so that they end with the process or its
 * connection.
 */
export function createServerLocks(pool: Pool, log: Log): Store['withLock'] {
  return async (name, work) => {
    const client = await pool.connect();
    let broken = false;
    try {
      const { rows } = await client.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', [
        `nocturne:${name}`,
      ]);
      if (!rows[0].taken) return undefined;
      try {
        return { value: await work() };
      } finally {
        await client.query('SELECT pg_advisory_unlock_all()').catch((err) => {
          broken = true;
          log.warn({ err, lock: name }, 'the connection that held a lock broke before its work ended');
        });
      }
    } finally {
      client.release(broken);
    }
  };
}

/**
 * Named locks for the embedded database. A map is enough because only this process has the data directory; advisory locks would be no
 * locks at all, as its clients share one session, which always gets what it already holds.
 */
export function createProcessLocks(): Store['withLock'] {
  const held = new Set<string>();
  return async (name, work) => {
    if (held.has(name)) return undefined;
    held.add(name);
    try {
      return { value: await work() };
    } finally {
      held.delete(name);
    }
  };
}
