import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import { NocturneError } from '../errors.ts';
import { asRetryable } from './database-errors.ts';
import type { Query } from './query.ts';

/**
 * Transactions on a pool. While one is open, its work gets no second client: what it did there would be outside of the transaction, and
 * with the embedded database it would wait for that same transaction to end. `pool.connect` and `pool.query` then throw
 * `transaction-bypassed`, for the work itself and for whatever it calls.
 */
export function createTransactions(pool: Pool) {
  const current = new AsyncLocalStorage<{ open: boolean }>();
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => Promise<PoolClient>;
  pool.connect = ((...args: unknown[]) => {
    if (current.getStore()?.open) return refuse(args[0]);
    return connect(...args);
  }) as Pool['connect'];

  /**
   * Runs the work in one transaction. Throws what the work throws, after ROLLBACK. A retryable error does not promise that nothing was stored:
   * the connection may break after COMMIT was sent, so another try must read anew where things stand, as it must after a crash.
   */
  return async function transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const scope = { open: true };
    let broken = false;
    try {
      await client.query('BEGIN');
      const value = await current.run(scope, () => work((text, values) => client.query(text, values)));
      const { command } = await client.query('COMMIT');
      // PostgreSQL answers ROLLBACK to a COMMIT when a statement failed and the work swallowed the error.
      if (command === 'ROLLBACK')
        throw new NocturneError('transaction-aborted', 'a statement of the transaction failed');
      return value;
    } catch (thrown) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw asRetryable(thrown);
    } finally {
      scope.open = false;
      client.release(broken);
    }
  };
}

function refuse(callback: unknown): Promise<never> | undefined {
  const error = new NocturneError(
    'transaction-bypassed',
    'a second database client was asked for inside a transaction',
    {
      hint: 'use the tables that the transaction hands to its work, and ask for jobs after it',
    },
  );
  if (typeof callback !== 'function') return Promise.reject(error);
  callback(error, undefined, () => undefined);
  return undefined;
}
