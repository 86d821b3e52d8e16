import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import type { Clock } from '../domain/clock.ts';
import { NocturneError } from '../errors.ts';
import type { Log } from '../log.ts';
import { reportRetryable } from './database-errors.ts';
import { lockDirectory } from './directory-lock.ts';
import { refuseEmptyPages } from './empty-pages.ts';
import { createFactDamage } from './fact-damage.ts';
import { createProcessLocks, createServerLocks } from './locks.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/migrations.ts';
import { type EmbeddedDatabase, openPglitePool, startEmbeddedDatabase } from './pglite-pool.ts';
import { probeTables } from './probe-tables.ts';
import type { Query } from './query.ts';
import { prune } from './retention.ts';
import type { Store } from './store.ts';
import { createTables } from './tables.ts';
import { createTransactions } from './transactions.ts';
import { createWitness, readWitness, refuseOther, replaced, type Witness } from './witness.ts';

export interface StoreOptions {
  /** A PostgreSQL server. Without it the database is embedded. */
  databaseUrl?: string;
  /** Where the embedded database lives; without it in memory. Made when it does not exist. */
  dataDir?: string;
  /** An embedded database that runs already, and that goes on when the store is closed. */
  database?: EmbeddedDatabase;
  /** File outside of the database that remembers which one it is; without it, any is opened. */
  witness?: string;
  log: Log;
  clock: Clock;
  /** How long a client may idle in a transaction before it is undone. Default 30 s. */
  idleInTransactionMs?: number;
  /** Where an empty database is kept for new embedded ones to start from, which saves them seconds. Made when it does not exist; without it nothing is kept. */
  cacheDir?: string;
}

/** A store, and the pool behind it for the libraries that keep their own tables there (jobs, agent checkpoints). */
export interface OpenStore extends Store {
  pool: pg.Pool;
  /** Removes what is older than its retention, all of it or nothing. Answers with the number of rows by table. */
  prune(order: Parameters<typeof prune>[1]): Promise<Record<string, number>>;
  /** How many facts of each kind were found since the start that can't be read; none of the kinds without. */
  damagedFacts(): Record<string, number>;
  /** True when the database lives in a worker thread of this process. */
  embedded: boolean;
}

interface Connection {
  pool: pg.Pool;
  embedded: boolean;
  close(): Promise<void>;
}

/**
 * Opens the product's memory and brings its tables up to date. Close it when everything that uses its pool is closed.
 * Throws `store-locked` when another process has the data directory, `store-unusable` when the database cannot be reached or started,
 * `store-damaged` when a part of it is cut off or overwritten with zeros, `store-replaced` when it is not the one that was here before, `store-too-new` when a newer
 * release wrote it.
 */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const { log, clock, witness: file } = options;
  const known = file === undefined ? null : readWitness(file);
  if (file !== undefined && known) refuseMissing(options, file);
  const connection = await connect(options);
  const { pool, embedded } = connection;
  pool.setMaxListeners(0);
  pool.on('error', (err) => log.error({ err }, 'an idle database client failed'));
  // A client that fails while somebody holds it reports the error to the query; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', (err) => log.error({ err }, 'a database client failed')));
  reportRetryable(pool);
  const transaction = createTransactions(pool);
  const query: Query = (text, values) => pool.query(text, values);
  const damage = createFactDamage(log);
  let witness: Witness | undefined;
  try {
    if (file !== undefined && known) await refuseOther(query, file, known);
    if (embedded && options.dataDir !== undefined) await refuseEmptyPages(query, databaseIn(options.dataDir));
    const applied = await transaction((inside) => migrate(inside, migrations, clock()));
    if (applied.length > 0) log.info({ applied }, 'the store is up to date');
    await transaction(probeTables);
    if (file !== undefined) {
      witness = createWitness({ file, known, query, log });
      await witness.look();
    }
  } catch (thrown) {
    await connection.close();
    throw unusable(thrown, options);
  }
  return {
    ...createTables(query, transaction, witness, damage),
    transaction: (work) => transaction((inside) => work(createTables(inside, (run) => run(inside), witness, damage))),
    damagedFacts: damage.read,
    withLock: embedded ? createProcessLocks() : createServerLocks(pool, log),
    close: once(async () => {
      await witness?.close();
      await connection.close();
    }),
    prune: (order) => transaction((inside) => prune(inside, order)),
    pool,
    embedded,
  };
}

function connect(options: StoreOptions): Promise<Connection> | Connection {
  const { databaseUrl, database, log } = options;
  if (databaseUrl) return connectServer(databaseUrl, options);
  if (!database) return connectEmbedded(options);
  const { pool, close } = openPglitePool(database, log);
  return { pool, embedded: true, close: once(close) };
}

async function connectEmbedded(options: StoreOptions): Promise<Connection> {
  const { dataDir, log, clock } = options;
  const release = dataDir === undefined ? () => undefined : lockDirectory(dataDir, clock);
  try {
    const database = await startEmbeddedDatabase({
      directory: dataDir === undefined ? null : databaseIn(dataDir),
      idleInTransactionMs: options.idleInTransactionMs ?? 30_000,
      cacheDir: options.cacheDir ?? null,
      log,
    });
    const { pool, close } = openPglitePool(database, log);
    return { pool, embedded: true, close: once(() => close().then(database.close).finally(release)) };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

/** A database that was here is not made anew. */
function refuseMissing({ databaseUrl, dataDir }: StoreOptions, witness: string): void {
  if (databaseUrl !== undefined || dataDir === undefined || existsSync(join(databaseIn(dataDir), 'PG_VERSION'))) return;
  throw replaced(witness, `${databaseIn(dataDir)} holds none`);
}

const databaseIn = (dataDir: string) => join(dataDir, 'postgres');

function connectServer(connectionString: string, { idleInTransactionMs }: StoreOptions): Connection {
  const pool = new pg.Pool({
    connectionString,
    application_name: 'nocturne',
    // BullMQ writes its table names without a schema and relies on the search path of the pool that it is given.
    options: '-c search_path=bullmq,public',
    // Each BullMQ worker and each event listener keeps one client to listen on.
    max: 40,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: idleInTransactionMs ?? 30_000,
  });
  return { pool, embedded: false, close: once(() => pool.end()) };
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined;
  return () => {
    closing ??= close();
    return closing;
  };
}

function unusable(thrown: unknown, { databaseUrl, dataDir }: StoreOptions): unknown {
  if (thrown instanceof NocturneError) return thrown;
  const hint =
    databaseUrl === undefined
      ? `it may be damaged: restore ${dataDir} from a backup`
      : 'check DATABASE_URL, that the server is up, and that its user may create schemas';
  return new NocturneError('store-unusable', `the database cannot be used: ${String(thrown)}`, { hint, cause: thrown });
}
