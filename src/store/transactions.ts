import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool, PoolClient } from 'pg';
import { NocturneError } from '../errors.ts';
import type { Query } from './query.ts';

/** What PostgreSQL asks to try again: serialization failure and deadlock. */
const retryableCodes = new Set(['40001', '40P01']);

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

  /** Runs the work in one transaction. Throws what the work throws, after ROLLBACK. */
  return async function transaction<T>(work: (query: Query) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    const scope = { open: true };
    let broken = false;
    let committing = false;
    try {
      await client.query('BEGIN');
      const value = await current.run(scope, () => work((text, values) => client.query(text, values)));
      committing = true;
      const { command } = await client.query('COMMIT');
      // PostgreSQL answers ROLLBACK to a COMMIT when a statement failed and the work swallowed the error.
      if (command === 'ROLLBACK')
        throw new NocturneError('transaction-aborted', 'a statement of the transaction failed');
      return value;
    } catch (thrown) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw asRetryable(thrown, broken && !committing);
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

/** `lost`: the connection broke before COMMIT was sent. After that nobody knows whether it was done, and another try might do it twice. */
function asRetryable(thrown: unknown, lost: boolean): unknown {
  const code = (thrown as { code?: string } | null)?.code;
  if (thrown instanceof NocturneError || !(lost || (code !== undefined && retryableCodes.has(code)))) return thrown;
  return new NocturneError('transaction-conflict', `the transaction was undone: ${String(thrown)}`, {
    retryable: true,
    cause: thrown,
  });
}
