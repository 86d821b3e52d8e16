import { expect, test } from 'vitest';
import { migrate } from '../../src/store/migrate.ts';
import { type Migration, migrations } from '../../src/store/migrations/migrations.ts';
import { useStore } from './open-test-store.ts';

const store = useStore();
const number = migrations.length + 1;
const further: Migration = { number, name: 'further', sql: 'CREATE TABLE nocturne.further (id int)' };

async function run(list: Migration[]): Promise<string[]> {
  const client = await store().pool.connect();
  try {
    await client.query('BEGIN');
    const names = await migrate((text, values) => client.query(text, values), list, 5);
    await client.query('COMMIT');
    return names;
  } catch (thrown) {
    await client.query('ROLLBACK');
    throw thrown;
  } finally {
    client.release();
  }
}

test('a second time there is nothing to do, and only what is new is applied', async () => {
  expect(await run(migrations)).toEqual([]);
  expect(await run([...migrations, further])).toEqual(['further']);
  expect(await run([...migrations, further])).toEqual([]);
});

test('a failing migration leaves nothing behind', async () => {
  const half = { number: number + 1, name: 'half', sql: 'CREATE TABLE nocturne.half (id int); SELECT nonsense' };
  await expect(run([...migrations, further, half])).rejects.toMatchObject({ code: '42703' });
  await expect(store().pool.query('SELECT * FROM nocturne.half')).rejects.toMatchObject({ code: '42P01' });
});

test('refuses a migration that was edited after it was applied', async () => {
  await expect(run([...migrations, { ...further, sql: 'SELECT 1' }])).rejects.toMatchObject({
    code: 'migration-edited',
  });
});

test('refuses a store that a newer release wrote', async () => {
  await expect(run(migrations)).rejects.toMatchObject({
    code: 'store-too-new',
    message: expect.stringMatching(`newer release.*migration ${number}.*up to ${number - 1}`),
    hint: expect.stringMatching(/install .*backup from before the upgrade/),
  });
});

test('numbers go up by one', () => {
  expect(migrations.map(({ number }) => number)).toEqual(migrations.map((_, i) => i + 1));
});
