import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { DatabaseThreadOptions, FromDatabase, ToDatabase } from './pglite-messages.ts';
import { createSessions } from './pglite-sessions.ts';

/** Another release of PGlite makes its own. */
function emptyDatabaseFile(cacheDir: string): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8'));
  return join(cacheDir, `empty-database-${version}.tar`);
}

/**
 * A new database is made beside its place and moved there when it is complete: a process that is killed while PGlite copies its files
 * would leave a directory that looks like a database and never starts.
 */
async function openDatabase({ directory, cacheDir }: DatabaseThreadOptions): Promise<PGlite> {
  if (directory === null) return makeDatabase(undefined, cacheDir);
  if (!existsSync(join(directory, 'PG_VERSION'))) {
    const unfinished = `${directory}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    await (await makeDatabase(unfinished, cacheDir)).close();
    renameSync(unfinished, directory);
  }
  return PGlite.create(directory);
}

/** Starting from a copy takes a fifth of the time that making a database takes. */
async function makeDatabase(dataDir: string | undefined, cacheDir: string | null): Promise<PGlite> {
  if (cacheDir === null) return PGlite.create({ dataDir });
  const copy = emptyDatabaseFile(cacheDir);
  if (existsSync(copy)) {
    try {
      return await PGlite.create({ dataDir, loadDataDir: new Blob([readFileSync(copy)]) });
    } catch {
      // Nothing is lost with a copy that can't be used: the next lines make another.
      rmSync(copy, { force: true });
      if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
    }
  }
  const database = await PGlite.create({ dataDir });
  // A home that can't be written to costs the next start its seconds, and no more.
  await keepCopy(database, copy).catch(() => undefined);
  return database;
}

/**
 * Makes a folder and the one around it, and no home. One after the other, because Node.js never comes back from a recursive `mkdir` where the
 * file system answers that there is nothing, as /proc and some automounted homes do.
 */
function makeFolder(path: string): void {
  for (const folder of [dirname(path), path]) {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  }
}

async function keepCopy(database: PGlite, copy: string): Promise<void> {
  makeFolder(dirname(copy));
  const dump = await database.dumpDataDir('none');
  const unfinished = `${copy}.${process.pid}-${threadId}`;
  writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()), { mode: 0o600 });
  renameSync(unfinished, copy);
}

async function serve(options: DatabaseThreadOptions): Promise<void> {
  const port = parentPort!;
  const tell = (message: FromDatabase, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);
  const database = await openDatabase(options);
  // BullMQ writes its table names without a schema and relies on the search path of the pool that it is given.
  await database.exec('SET search_path TO bullmq, public');
  const sessions = createSessions({
    backend: (messages) => database.execProtocolRaw(messages),
    send: (session, bytes) => tell({ type: 'bytes', session, bytes }),
    hangUp: (session) => tell({ type: 'hang-up', session }),
    idleInTransactionMs: options.idleInTransactionMs,
  });
  port.on('message', (message: ToDatabase) => {
    if (message.type === 'open') sessions.open(message.session);
    else if (message.type === 'bytes') sessions.receive(message.session, message.bytes);
    else if (message.type === 'end') void sessions.close(message.session);
    else void close();
  });
  async function close(): Promise<void> {
    await database.close();
    tell({ type: 'closed' });
    port.close();
  }
  tell({ type: 'ready' });
}

await serve(workerData as DatabaseThreadOptions);
