import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import type { DatabaseThreadOptions, FromDatabase, ToDatabase } from './pglite-messages.ts';
import { createSessions } from './pglite-sessions.ts';

/**
 * A new database is made beside its place and moved there when it is complete: a process that is killed while PGlite copies its files
 * would leave a directory that looks like a database and never starts.
 */
async function openDatabase({ directory, templateFile }: DatabaseThreadOptions): Promise<PGlite> {
  if (directory === null) return makeDatabase(undefined, templateFile);
  if (!existsSync(join(directory, 'PG_VERSION'))) {
    const unfinished = `${directory}.new`;
    rmSync(unfinished, { recursive: true, force: true });
    await (await makeDatabase(unfinished, templateFile)).close();
    renameSync(unfinished, directory);
  }
  return PGlite.create(directory);
}

/** Starting from a copy takes a fifth of the time that making a database takes. */
async function makeDatabase(dataDir: string | undefined, templateFile: string | null): Promise<PGlite> {
  if (templateFile === null) return PGlite.create({ dataDir });
  if (existsSync(templateFile)) return PGlite.create({ dataDir, loadDataDir: new Blob([readFileSync(templateFile)]) });
  const database = await PGlite.create({ dataDir });
  const dump = await database.dumpDataDir('none');
  mkdirSync(dirname(templateFile), { recursive: true });
  const unfinished = `${templateFile}.${process.pid}-${threadId}`;
  writeFileSync(unfinished, Buffer.from(await dump.arrayBuffer()));
  renameSync(unfinished, templateFile);
  return database;
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
