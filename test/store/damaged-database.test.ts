import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NocturneError } from '../../src/errors.ts';
import { type OpenStore, openStore } from '../../src/store/open-store.ts';
import { copyDatabase } from './copy-database.ts';
import { anyFact, cacheDir, examplePlan, silentLog } from './open-test-store.ts';

const root = mkdtempSync(join(tmpdir(), 'nocturne-damaged-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const open = (state: string) =>
  openStore({
    ...{ dataDir: join(state, 'database'), witness: join(state, 'database.json') },
    ...{ cacheDir, log: silentLog, clock: () => 0 },
  });
const facts = Array.from({ length: 400 }, (_, i) => ({ id: String(i).padStart(4, '0'), value: 'x'.repeat(100) }));

async function contentOf(store: OpenStore) {
  const { incidents, plans, audit } = store;
  return {
    incidents: await incidents.list({}),
    plans: await plans.inStates(['pending']),
    facts: await store.facts.list(anyFact('kept')),
    entries: (await audit.list()).length,
    isWhole: (await audit.verify()).ok,
  };
}

const whole = join(root, 'whole');
let content: Awaited<ReturnType<typeof contentOf>>;
/** The file of each table of ours, below the folder of the database. */
let files: { table: string; file: string }[] = [];

beforeAll(async () => {
  const store = await open(whole);
  await store.plans.insert(examplePlan('plan-1'));
  for (const { id, value } of facts) await store.facts.put(anyFact('kept'), id, value);
  for (let i = 0; i < 100; i++)
    await store.audit.append({
      at: 1,
      actor: 'U1',
      action: 'do',
      subject: 'plan-1',
      detail: { text: 'y'.repeat(200) },
    });
  const { rows } = await store.pool.query(
    `SELECT c.relname AS table, pg_relation_filepath(c.oid) AS file FROM pg_class c
     WHERE c.relnamespace = 'nocturne'::regnamespace AND c.relkind = 'r'`,
  );
  files = rows;
  content = await contentOf(store);
  await store.close();
});

let copies = 0;
function copy(): string {
  const state = join(root, `copy ${++copies}`);
  copyDatabase(whole, state);
  return state;
}
/** A copy has 10 MB: none stays for the end. */
afterEach(() => rmSync(join(root, `copy ${copies}`), { recursive: true, force: true }));

/** A damaged database may refuse to open or to be read, and then says why; what it must not do is answer with less than was stored. */
async function expectNothingAmiss(state: string): Promise<void> {
  let store: OpenStore;
  try {
    store = await open(state);
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(NocturneError);
    expect((thrown as NocturneError).code).toMatch(/^store-(replaced|damaged|unusable)$/);
    expect((thrown as NocturneError).hint).toMatch(/backup|move|look at/);
    return;
  }
  const found = await contentOf(store).catch(() => 'unreadable');
  await store.close();
  if (found === 'unreadable') return;
  const { isWhole, entries, ...rest } = found as typeof content;
  const { isWhole: _, entries: kept, ...expected } = content;
  expect(rest).toEqual(expected);
  expect(isWhole).toBe(entries === kept);
}

const pageBytes = 8192;

function zeroPage(path: string, number: number): void {
  const content = readFileSync(path);
  content.fill(0, Math.max(0, number) * pageBytes, Math.min(content.length, (number + 1) * pageBytes));
  writeFileSync(path, content);
}

const damages: Record<string, (path: string) => void> = {
  removed: (path) => rmSync(path, { recursive: true }),
  emptied: (path) => truncateSync(path, 0),
  'cut in half': (path) => truncateSync(path, Math.floor(statSync(path).size / 2 / pageBytes) * pageBytes),
  'overwritten with zeros': (path) => writeFileSync(path, Buffer.alloc(statSync(path).size)),
  'overwritten with zeros in its first page': (path) => zeroPage(path, 0),
  'overwritten with zeros in its last page': (path) => zeroPage(path, Math.ceil(statSync(path).size / pageBytes) - 1),
  'overwritten with noise': (path) => writeFileSync(path, Buffer.alloc(statSync(path).size, 0xa5)),
};

// A table of one page and one of several stand for the others, of which each might be made anew when its file is gone.
const tables = (how: string) =>
  how === 'removed' ? ['migration', 'fact', 'audit', 'installation', 'plan'] : ['plan', 'fact'];
const damaged = Object.entries(damages).flatMap(([how, damage]) => [
  ...tables(how).map((table) => ({
    how,
    damage,
    what: `the table ${table}`,
    fileOf: () => files.find((each) => each.table === table)!.file,
  })),
  ...['PG_VERSION', 'global/pg_control'].map((file) => ({ how, damage, what: file, fileOf: () => file })),
]);

describe('a database of which a file was damaged', () => {
  test.each(damaged)('is not taken for a whole one, or made anew, when $what was $how', async ({ damage, fileOf }) => {
    const state = copy();
    damage(join(state, 'database', 'postgres', fileOf()));
    await expectNothingAmiss(state);
  });
});

describe('a database that is gone', () => {
  const folders = ['database', ...['', '/base', '/pg_wal', '/global'].map((part) => `database/postgres${part}`)];
  const gone = folders.flatMap((folder) => ['missing', 'empty'].map((how) => ({ folder, how })));
  test.each(gone)('is not made anew when $folder is $how', async ({ folder, how }) => {
    const state = copy();
    rmSync(join(state, folder), { recursive: true });
    if (how === 'empty') mkdirSync(join(state, folder));
    await expect(open(state)).rejects.toMatchObject({ code: expect.stringMatching(/^store-(replaced|unusable)$/) });
  });

  test('is not replaced by an empty one or by that of another installation', async () => {
    const state = copy();
    rmSync(join(state, 'database'), { recursive: true });
    const other = await openStore({ dataDir: join(state, 'database'), cacheDir, log: silentLog, clock: () => 0 });
    await expect(other.pool.query('SELECT 1')).resolves.toBeTruthy();
    await other.close();
    await expect(open(state)).rejects.toMatchObject({
      code: 'store-replaced',
      hint: expect.stringContaining('backup'),
    });
    const cleared = await openStore({ dataDir: join(state, 'database'), cacheDir, log: silentLog, clock: () => 0 });
    await cleared.pool.query('DROP SCHEMA nocturne CASCADE');
    await cleared.close();
    await expect(open(state)).rejects.toMatchObject({ code: 'store-replaced' });
    rmSync(join(state, 'database.json'));
    await (await open(state)).close();
  });
});
