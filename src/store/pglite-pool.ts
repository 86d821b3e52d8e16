import type { Duplex } from 'node:stream';
import type { Worker } from 'node:worker_threads';
import pg from 'pg';
import { describeError, NocturneError } from '../errors.ts';
import { startThread } from '../foundation/worker-host.ts';
import type { Log } from '../log.ts';
import type { DatabaseThreadOptions, FromDatabase, ToDatabase } from './pglite-messages.ts';
import { createSessionStream } from './session-stream.ts';

/** How long `close` waits for clients that somebody still holds before the database is closed under them. */
const closePatienceMs = 5_000;

export interface EmbeddedPool {
  pool: pg.Pool;
  close(): Promise<void>;
}

/** PGlite in a worker thread. Each stream that it gives is a client of its own. */
export interface EmbeddedDatabase {
  connect(): Duplex;
  close(): Promise<void>;
}

/**
 * Puts an ordinary `pg.Pool` in front of an embedded database. The pool speaks the PostgreSQL wire protocol over the thread's message port
 * instead of a socket, so types, errors, LISTEN and prepared statements behave as they do with a server. `close` ends the pool alone.
 */
export function openPglitePool(database: EmbeddedDatabase, log: Log): EmbeddedPool {
  const pool = new pg.Pool({
    stream: database.connect,
    ssl: false,
    user: 'postgres',
    password: '',
    database: 'postgres',
    keepAlive: true,
    // Clients cost nothing here, and each BullMQ worker keeps one to listen on.
    max: 200,
    idleTimeoutMillis: 0,
  });
  return {
    pool,
    async close() {
      const ended = await Promise.race([pool.end().then(() => true), patience()]);
      if (!ended) log.warn({ held: pool.totalCount }, 'closing the store while database clients are in use');
    },
  };
}

function patience(): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, closePatienceMs, false).unref());
}

/** Starts the database thread and waits until the database answers. Throws `store-unusable` when it does not start. */
export async function startEmbeddedDatabase(options: DatabaseThreadOptions & { log: Log }): Promise<EmbeddedDatabase> {
  const { log, ...threadOptions } = options;
  const worker = startThread('pglite-worker', import.meta.url, threadOptions satisfies DatabaseThreadOptions);
  const streams = new Map<number, Duplex>();
  let sessions = 0;
  let lost: NocturneError | undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  await ready(worker);

  worker.on('message', (message: FromDatabase) => {
    if (message.type === 'bytes') streams.get(message.session)?.push(message.bytes);
    if (message.type === 'hang-up') streams.get(message.session)?.push(null);
  });
  worker.on('error', (cause) => log.fatal({ err: cause }, 'the database thread failed'));
  void exited.then(() => {
    lost = new NocturneError('store-lost', 'the embedded database has stopped', {
      hint: 'restart nocturne; what was acknowledged is stored',
      // The next process can do what this one could not.
      retryable: true,
    });
    for (const stream of streams.values()) stream.destroy(lost);
  });

  const tell = (message: ToDatabase, transfer: ArrayBuffer[] = []) => worker.postMessage(message, transfer);
  return {
    connect(): Duplex {
      const session = ++sessions;
      const stream = createSessionStream({
        open: () => (lost ? stream.destroy(lost) : tell({ type: 'open', session })),
        write: (bytes) => {
          const copy = new Uint8Array(bytes);
          tell({ type: 'bytes', session, bytes: copy }, [copy.buffer]);
        },
        end: () => {
          streams.delete(session);
          tell({ type: 'end', session });
        },
      });
      streams.set(session, stream);
      return stream;
    },
    async close(): Promise<void> {
      tell({ type: 'close' });
      await exited;
    },
  };
}

function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown) =>
      reject(
        new NocturneError('store-unusable', `the embedded database does not start: ${describeError(cause)}`, {
          cause,
          hint: 'look at the data directory; without one a new database is made',
        }),
      );
    const failOnExit = (code: number) => fail(`its thread ended with code ${code}`);
    worker.once('error', fail);
    worker.once('exit', failOnExit);
    worker.once('message', () => {
      worker.off('error', fail).off('exit', failOnExit);
      resolve();
    });
  });
}
