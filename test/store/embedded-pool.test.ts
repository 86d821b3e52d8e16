import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import type { Notification, PoolClient } from 'pg';
import { describe, expect, test } from 'vitest';
import { anyFact, useStore } from './open-test-store.ts';

const store = useStore({ idleInTransactionMs: 200 });

async function withClients<T>(work: (a: PoolClient, b: PoolClient) => Promise<T>): Promise<T> {
  const [a, b] = [await store().pool.connect(), await store().pool.connect()];
  try {
    return await work(a, b);
  } finally {
    a.release(true);
    b.release(true);
  }
}

describe('the pool over the embedded database', () => {
  test('gives the types that a server gives', async () => {
    const { rows, rowCount, fields, command } = await store().pool.query(
      'SELECT $1::int8 AS big, $2::timestamptz AS at, $3::jsonb AS json, $4::text[] AS list, $5::bytea AS bytes',
      ['9007199254740993', new Date(5), { a: [1] }, ['x', 'y,"'], Buffer.from([0, 255])],
    );
    expect(rows).toEqual([
      {
        big: '9007199254740993',
        at: new Date(5),
        json: { a: [1] },
        list: ['x', 'y,"'],
        bytes: Buffer.from([0, 255]),
      },
    ]);
    expect({ rowCount, command, names: fields.map(({ name }) => name) }).toEqual({
      rowCount: 1,
      command: 'SELECT',
      names: ['big', 'at', 'json', 'list', 'bytes'],
    });
  });

  test('errors keep their code and detail, and the client goes on', () =>
    withClients(async (a) => {
      await a.query('CREATE TEMPORARY TABLE once (id int PRIMARY KEY); INSERT INTO once VALUES (1)');
      await expect(a.query('INSERT INTO once VALUES ($1)', [1])).rejects.toMatchObject({
        code: '23505',
        detail: 'Key (id)=(1) already exists.',
        constraint: 'once_pkey',
      });
      await expect(a.query('SELEC 1')).rejects.toMatchObject({ code: '42601' });
      expect((await a.query('UPDATE once SET id = id')).rowCount).toBe(1);
    }));

  test('a transaction keeps others waiting, and they go on in order when it ends', () =>
    withClients(async (a, b) => {
      const order: string[] = [];
      await a.query('BEGIN');
      await a.query('CREATE TABLE nocturne.seen (id int)');
      const waiting = ['b', 'pool'].map(async (name) => {
        await (name === 'b' ? b : store().pool).query('SELECT 1');
        order.push(name);
      });
      await a.query('INSERT INTO nocturne.seen VALUES (1)');
      order.push('a');
      await a.query('ROLLBACK');
      await Promise.all(waiting);
      expect(order).toEqual(['a', 'b', 'pool']);
      await expect(b.query('SELECT * FROM nocturne.seen')).rejects.toMatchObject({ code: '42P01' });
    }));

  test('a client that leaves in the middle of a transaction is rolled back', async () => {
    await withClients((a) => a.query("BEGIN; INSERT INTO nocturne.fact VALUES ('left', 'behind', '1')"));
    expect(await store().facts.list(anyFact('left'))).toEqual([]);
  });

  test('a client that idles in a transaction while others wait loses its connection', () =>
    withClients(async (a, b) => {
      await a.query('BEGIN');
      expect((await b.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await expect(a.query('SELECT 1')).rejects.toThrow(/connection|not queryable/i);
    }));

  test('a transaction that idles while others wait is undone and may be tried again', async () => {
    const [begun, othersAreServed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const work = store().transaction(async (tables) => {
      await tables.facts.put(anyFact('waits'), 'undone', 1);
      begun.resolve();
      await othersAreServed.promise;
      await tables.facts.put(anyFact('waits'), 'never', 1);
    });
    const undone = expect(work).rejects.toMatchObject({ code: 'database-unavailable', retryable: true });
    await begun.promise;
    expect(await store().facts.list(anyFact('waits'))).toEqual([]);
    othersAreServed.resolve();
    await undone;
  });

  test('notifications reach those who listen, and only them', () =>
    withClients(async (a, b) => {
      const heard: string[] = [];
      const listen = (name: string) => (note: Notification) => heard.push(`${name} ${note.channel} ${note.payload}`);
      a.on('notification', listen('a'));
      b.on('notification', listen('b'));
      await a.query('LISTEN "Shared"');
      await b.query('LISTEN "Shared"; LISTEN own');
      await a.query(`NOTIFY "Shared", '1'`);
      await store().pool.query("SELECT pg_notify('own', $1)", ['2']);
      await b.query('UNLISTEN "Shared"');
      await store().pool.query(`NOTIFY "Shared", '3'`);
      await a.query('SELECT 1');
      await b.query('SELECT 1');
      expect(heard.sort()).toEqual(['a Shared 1', 'a Shared 3', 'b Shared 1', 'b own 2']);
    }));

  test('prepared statements of the same name do not meet', () =>
    withClients(async (a, b) => {
      const run = async (client: PoolClient, text: string, value: number) =>
        (await client.query({ name: 'same', text, values: [value] })).rows[0].x;
      expect(await run(a, 'SELECT $1::int AS x', 1)).toBe(1);
      expect(await run(b, 'SELECT $1::int + 10 AS x', 1)).toBe(11);
      expect(await run(a, 'SELECT $1::int AS x', 2)).toBe(2);
    }));

  test('large values cross whole', async () => {
    const text = 'ü'.repeat(3_000_000);
    const { rows } = await store().pool.query('SELECT $1::text AS text, length($1) AS length', [text]);
    expect(rows[0].length).toBe(text.length);
    expect(rows[0].text === text).toBe(true);
  });

  test('the main loop goes on while the database works', async () => {
    const delay = monitorEventLoopDelay({ resolution: 5 });
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 1);
    delay.enable();
    const started = performance.now();
    await store().pool.query('SELECT count(*) FROM generate_series(1, 2000000)');
    const tookMs = performance.now() - started;
    clearInterval(ticking);
    delay.disable();
    // In the main thread there would be one tick or two; a busy machine loses some.
    expect(ticks).toBeGreaterThan(Math.min(20, tookMs / 20));
  });
});

test("LangGraph's PostgresSaver keeps its checkpoints there", async () => {
  const saver = new PostgresSaver(store().pool, undefined, { schema: 'checkpoints' });
  await saver.setup();
  await saver.setup();
  const checkpoint = {
    v: 4,
    id: '1ef4f797-8335-6428-8001-8a1503f9b875',
    ts: '2026-01-01T00:00:00Z',
    channel_values: { plan: { id: 'plan-1' } },
    channel_versions: { plan: 1 },
    versions_seen: {},
  };
  const config = { configurable: { thread_id: 'incident-1', checkpoint_ns: '' } };
  const saved = await saver.put(config, checkpoint, { source: 'loop', step: 1, parents: {} }, { plan: 1 });
  await saver.putWrites(saved, [['plan', { id: 'plan-2' }]], 'task-1');
  const tuple = await saver.getTuple(config);
  expect(tuple?.checkpoint.channel_values).toEqual({ plan: { id: 'plan-1' } });
  expect(tuple?.pendingWrites).toEqual([['task-1', 'plan', { id: 'plan-2' }]]);
});
