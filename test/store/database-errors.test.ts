import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import { describe, expect, test } from 'vitest';
import { isRetryable, NocturneError } from '../../src/errors.ts';
import { asRetryable, reportRetryable } from '../../src/store/database-errors.ts';
import { createServerLocks } from '../../src/store/locks.ts';
import { anyFact, silentLog, useStore } from './open-test-store.ts';

const failure = (message: string, code?: string) =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

/** As pg and PostgreSQL 15 threw them while a server was stopped, killed, started and short of clients. */
const passing = [
  failure('terminating connection due to administrator command', '57P01'),
  failure('terminating connection because of crash of another server process', '57P02'),
  failure('the database system is starting up', '57P03'),
  failure('sorry, too many clients already', '53300'),
  failure('could not extend file: No space left on device', '53100'),
  failure('could not serialize access', '40001'),
  failure('deadlock detected', '40P01'),
  failure('connection failure', '08006'),
  failure('terminating connection due to idle-in-transaction timeout', '25P03'),
  failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
  failure('read ECONNRESET', 'ECONNRESET'),
  failure('write EPIPE', 'EPIPE'),
  failure('getaddrinfo EAI_AGAIN db', 'EAI_AGAIN'),
  Object.assign(new AggregateError([failure('connect ECONNREFUSED ::1:5432', 'ECONNREFUSED')]), {
    code: 'ECONNREFUSED',
  }),
  failure('Connection terminated unexpectedly'),
  failure('Connection terminated due to connection timeout'),
  failure('Client has encountered a connection error and is not queryable'),
  failure('timeout exceeded when trying to connect'),
  new NocturneError('store-lost', 'the embedded database has stopped', { retryable: true }),
];

const lasting = [
  failure('duplicate key value violates unique constraint', '23505'),
  failure('invalid input syntax for type bigint: "1.5"', '22P02'),
  failure('relation "x" does not exist', '42P01'),
  failure('password authentication failed', '28P01'),
  failure('x is not a function'),
  new NocturneError('plan-move-forbidden', 'no'),
];

describe('an error of the database', () => {
  test.each(passing)('that will pass is retryable: $message', (error) => {
    expect(isRetryable(asRetryable(error))).toBe(true);
  });

  test.each(lasting)('that another try would meet again stays as it is: $message', (error) => {
    expect(asRetryable(error)).toBe(error);
    expect(isRetryable(error)).toBe(false);
  });
});

describe('a pool that reports retryable errors', () => {
  const lost = failure('Connection terminated unexpectedly');

  function failingPool(): Pool {
    const pool = new EventEmitter() as unknown as Pool;
    pool.connect = (async () => {
      const client = new EventEmitter() as EventEmitter & { query: unknown };
      client.query = (_text: string, callback?: (err: Error) => void) =>
        callback ? callback(lost) : Promise.reject(lost);
      pool.emit('connect', client as never);
      return client;
    }) as unknown as Pool['connect'];
    pool.query = (async () => {
      throw lost;
    }) as unknown as Pool['query'];
    reportRetryable(pool);
    return pool;
  }

  test('does so for whoever uses its clients, with promises and with callbacks', async () => {
    const pool = failingPool();
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'database-unavailable', retryable: true });
    const client = await pool.connect();
    await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: 'database-unavailable', retryable: true });
    const heard = await new Promise((resolve) => client.query('SELECT 1', resolve as never));
    expect(heard).toMatchObject({ code: 'database-unavailable', retryable: true, cause: lost });
  });
});

describe('on a real pool', () => {
  const store = useStore();

  test('a client that is gone gives a retryable error, inside a transaction too', async () => {
    const broken = store().transaction(async (tables) => {
      await tables.facts.put(anyFact('kind'), 'id', 1);
      throw asRetryable(failure('Connection terminated unexpectedly'));
    });
    await expect(broken).rejects.toMatchObject({ code: 'database-unavailable', retryable: true });
    await expect(store().pool.query('SELECT bad')).rejects.not.toMatchObject({ retryable: true });
  });

  test('a lock that is lost with its connection tells the work, and this process does not take it twice', async () => {
    const withLock = createServerLocks(store().pool, silentLog);
    let lose = () => undefined as unknown;
    const connect = store().pool.connect.bind(store().pool);
    const pool = {
      connect: async () => {
        const client = await connect();
        lose = () => client.emit('error', failure('Connection terminated unexpectedly'));
        return client;
      },
    } as unknown as Pool;
    const locks = createServerLocks(pool, silentLog);
    const seen = await locks('device:a', async (lost) => {
      expect(lost.aborted).toBe(false);
      lose();
      expect(lost.aborted).toBe(true);
      return locks('device:a', async () => 'twice');
    });
    expect(seen).toEqual({ value: undefined });
    expect(await withLock('device:a', async () => 'free')).toEqual({ value: 'free' });
  });
});
