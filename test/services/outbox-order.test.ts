import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Server, startPostgres } from '../../bench/services/server.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { createOutboxFollower } from '../../src/store/outbox-follower.ts';
import { silentLog } from '../store/open-test-store.ts';

/** Longer than a follower waits before it moves its cursor. */
const laterMs = 61_000;

let server: Server | undefined;
let store: OpenStore;
/** A second process on the same database. */
let other: OpenStore;
let now = 1_000;
const clock = () => now;

beforeAll(async () => {
  const started = await startPostgres();
  if ('missing' in started) return;
  server = started;
  store = await openStore({ databaseUrl: server.url, log: silentLog, clock });
  other = await openStore({ databaseUrl: server.url, log: silentLog, clock });
});
beforeEach(async ({ skip }) => {
  if (!server) return skip('no PostgreSQL');
  await store.pool.query('TRUNCATE nocturne.outbox, nocturne.outbox_done, nocturne.outbox_cursor');
});
afterAll(async () => {
  await store?.close();
  await other?.close();
  await server?.close();
});

/** Appends an event in a transaction that stays open, so that its id is taken before it can be seen. */
async function beginAppend(key: string): Promise<(how: 'commit' | 'roll back') => Promise<void>> {
  const end = Promise.withResolvers<'commit' | 'roll back'>();
  const appended = Promise.withResolvers<void>();
  const done = store
    .transaction(async ({ outbox }) => {
      await outbox.append(key, { type: 'incident.opened', incidentId: key }, now);
      appended.resolve();
      if ((await end.promise) === 'roll back') throw new Error('undone');
    })
    .catch(() => undefined);
  await appended.promise;
  return (how) => {
    end.resolve(how);
    return done;
  };
}

const append = (key: string) => other.outbox.append(key, { type: 'incident.opened', incidentId: key }, now);

function follow(from: OpenStore, handed: string[], projection = 'test') {
  return createOutboxFollower({
    ...{ store: from, projection, clock, log: silentLog },
    handle: async ({ key }) => void handed.push(key),
  });
}

/** Looks as often as the cursor needs to move as far as it may. */
async function lookOften(follower: { run(): Promise<void> }): Promise<void> {
  for (let looks = 0; looks < 3; looks += 1) {
    now += laterMs;
    await follower.run();
  }
}

const cursor = async () =>
  (await store.pool.query(`SELECT through FROM nocturne.outbox_cursor WHERE projection = 'test'`)).rows[0]?.through;
const idOf = async (key: string) =>
  (await store.pool.query('SELECT id FROM nocturne.outbox WHERE key = $1', [key])).rows[0]?.id;

test('an event that is committed after one with a higher id is handed out all the same, once', async () => {
  const handed: string[] = [];
  const follower = follow(other, handed);
  const commit = await beginAppend('low');
  await append('high');
  await lookOften(follower);
  expect(handed).toEqual(['high']);
  await commit('commit');
  expect(Number(await idOf('low'))).toBeLessThan(Number(await idOf('high')));
  await lookOften(follower);
  expect(handed).toEqual(['high', 'low']);
});

test('the cursor waits for a transaction that is open, and passes the number of one that was rolled back', async () => {
  const handed: string[] = [];
  const follower = follow(other, handed);
  await append('first');
  const end = await beginAppend('never');
  await append('last');
  await lookOften(follower);
  expect([await cursor(), handed]).toEqual(['0', ['first', 'last']]);
  await end('roll back');
  await lookOften(follower);
  expect([await cursor(), handed]).toEqual([await idOf('last'), ['first', 'last']]);
});

test('an event that becomes visible between two pages of one look is found by the next look', async () => {
  const commit = await beginAppend('low');
  for (const key of ['a', 'b', 'c']) await append(key);
  await other.outbox.follow('test', 'beginning', now);
  const page = await other.outbox.pending('test', 2);
  await commit('commit');
  const rest = await other.outbox.pending('test', 2, page.at(-1)!.id);
  expect([...page, ...rest].map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  for (const { id } of [...page, ...rest]) await other.outbox.finish('test', id, now);
  expect((await other.outbox.pending('test', 2)).map(({ key }) => key)).toEqual(['low']);
});

test('two processes share a projection: each event is handed out once, however their transactions overlap', async () => {
  const handed: string[] = [];
  const followers = [follow(store, handed), follow(other, handed)];
  const looked = () => Promise.all(followers.map(lookOften));
  const commits = [];
  for (const key of ['w1', 'w2', 'w3']) {
    commits.push(await beginAppend(key));
    await append(`${key} beside`);
    await looked();
  }
  for (const commit of commits.reverse()) {
    await commit('commit');
    await looked();
  }
  expect(handed).toEqual(['w1 beside', 'w2 beside', 'w3 beside', 'w3', 'w2', 'w1']);
});
