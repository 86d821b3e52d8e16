import { cacheFolder } from '../../src/app/state-folders.ts';
import { createLog } from '../../src/log.ts';
import { type OpenStore, openStore, type StoreOptions } from '../../src/store/open-store.ts';
import { type EmbeddedDatabase, openPglitePool, startEmbeddedDatabase } from '../../src/store/pglite-pool.ts';

export const silentLog = createLog({ level: 'silent' });

export const cacheDir = cacheFolder(process.env);

interface Shared {
  database: Promise<EmbeddedDatabase>;
  inUse: boolean;
}

const key = Symbol.for('nocturne.test.database');
/** The files of a room share a process, and the process has one database for them; each start costs a second. */
const ofProcess = globalThis as { [key]?: Shared };

/**
 * Opens a store with nothing in it, in memory. The database is that of this test process, unless it is in use or `options` want one that
 * behaves in another way.
 */
export async function openFreshStore(options: Partial<StoreOptions> = {}): Promise<OpenStore> {
  const given = { log: silentLog, clock: () => 1_000, cacheDir, ...options };
  const shared = sharedDatabase();
  if (shared.inUse || options.idleInTransactionMs !== undefined) return openStore(given);
  shared.inUse = true;
  const database = await shared.database;
  await empty(database);
  const store = await openStore({ ...given, database });
  const close = async () => {
    await store.close();
    shared.inUse = false;
  };
  return { ...store, close };
}

function sharedDatabase(): Shared {
  const start = () =>
    startEmbeddedDatabase({ directory: null, idleInTransactionMs: 30_000, cacheDir: cacheDir ?? null, log: silentLog });
  ofProcess[key] ??= { database: start(), inUse: false };
  return ofProcess[key];
}

/** Drops whatever the files before have made, so that the store makes its tables as in a new database. */
async function empty(database: EmbeddedDatabase): Promise<void> {
  const { pool, close } = openPglitePool(database, silentLog);
  const { rows } = await pool.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'`,
  );
  if (rows.length > 0) await pool.query(`DROP SCHEMA ${rows.map(({ name }) => name).join(', ')} CASCADE`);
  await pool.query('CREATE SCHEMA public');
  await close();
}
