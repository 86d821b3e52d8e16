import type { Pool, PoolClient } from 'pg';
import { NocturneError } from '../errors.ts';

/**
 * SQLSTATE codes and classes (https://www.postgresql.org/docs/current/errcodes-appendix.html) after which the same statement can succeed:
 * connection lost (08), serialization failure and deadlock (40), out of resources such as connections and disk (53), server stopping or
 * starting (57P01-57P03), idle session ended (25P03, 57P05), lock not available (55P03), I/O error (58030).
 */
const passingStates = /^(08|40|53|57P0[1235]|25P03|55P03|58030)/;

/** What Node's sockets say about a server that is not there, or not there yet. */
const socketCodes = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT'],
  ...['ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE'],
]);

/** pg gives these errors no code. */
const lostConnection =
  /^(connection terminated|connection ended|client has encountered a connection error|client was closed|timeout exceeded when trying to connect|cannot use a pool after calling end|timeout expired)/i;

/** Whether the database is at fault and another try can succeed, rather than the statement. */
export function isPassing(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code } = thrown as { code?: unknown };
  if (typeof code !== 'string') return lostConnection.test(thrown.message);
  return socketCodes.has(code) || (/^[0-9A-Z]{5}$/.test(code) && passingStates.test(code));
}

/** A retryable `database-unavailable` in the place of an error that will pass; any other error as it is. */
export function asRetryable(thrown: unknown): unknown {
  if (thrown instanceof NocturneError || !isPassing(thrown)) return thrown;
  return new NocturneError('database-unavailable', `The database can't be used now: ${textOf(thrown)}`, {
    retryable: true,
    hint: 'check that the database server runs and has room; the work is tried again',
    cause: thrown,
  });
}

/** Node joins the errors of several addresses into one that says nothing itself. */
function textOf(thrown: unknown): string {
  const { message, code } = thrown as { message: string; code?: string };
  return message || code || String(thrown);
}

/**
 * Makes everything that uses the pool, libraries included, see {@link asRetryable} errors. To be called before the pool is used, because a
 * client is prepared when it connects.
 */
export function reportRetryable(pool: Pool): void {
  pool.connect = mapped(pool.connect.bind(pool)) as Pool['connect'];
  // It tells of a connection that breaks under a statement itself.
  pool.query = mapped(pool.query.bind(pool)) as Pool['query'];
  pool.on('connect', (client) => {
    client.query = mapped(client.query.bind(client)) as PoolClient['query'];
  });
}

type Call = (...args: unknown[]) => unknown;

/** The same function, promised or with a callback as its last argument, with its errors translated. */
function mapped(call: unknown): Call {
  return (...args) => {
    const callback = args.at(-1);
    if (typeof callback === 'function') {
      const translated = (err: unknown, ...rest: unknown[]) => callback(err ? asRetryable(err) : err, ...rest);
      return (call as Call)(...args.slice(0, -1), translated);
    }
    const answer = (call as Call)(...args);
    if (!(answer instanceof Promise)) return answer;
    return answer.catch((thrown) => {
      throw asRetryable(thrown);
    });
  };
}
