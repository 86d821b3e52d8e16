import { dirname } from 'node:path';
import { createLanes } from '../../foundation/lanes.ts';
import type { CallContext } from '../../foundation/thread-calls.ts';
import type { KeptDays, PrunedDays } from './day-files.ts';
import type { HistoryBatch } from './history-batch.ts';
import { type HistoryDatabase, type HistoryPlace, openHistoryDatabase } from './history-database.ts';
import type { ExportOrder } from './history-snapshot.ts';
import type { Statement } from './history-statements.ts';

/**
 * One call after the other in each lane: an insert in the middle of sealing a day would be lost or doubled. Questions need not wait for a long
 * export, nor samples for either.
 */
type Lane = 'write' | 'read' | 'export' | 'seal' | 'prune';

type Work<Order, Answer> = (database: HistoryDatabase, order: Order, signal: AbortSignal) => Promise<Answer>;

/** What the thread of the history does. The database is opened by the first call, and by the next one again when it can't be. */
export function createHistoryFunctions(place: HistoryPlace) {
  const lanes = createLanes();
  let database: Promise<HistoryDatabase> | undefined;
  let isClosing = false;

  function open(): Promise<HistoryDatabase> {
    database ??= openHistoryDatabase(place).catch((thrown: unknown) => {
      database = undefined;
      throw thrown;
    });
    return database;
  }

  const inLane =
    <Order, Answer>(lane: Lane, work: Work<Order, Answer>) =>
    (order: Order, { keep, signal }: CallContext): Promise<Answer> =>
      keep(() => lanes.run(lane, async () => work(await open(), order, signal), { signal }));

  /** Samples need not wait while a day is written anew. The next process removes what a crash leaves behind. */
  async function compactDays(opened: HistoryDatabase, now: number): Promise<void> {
    for (const compaction of await lanes.run('write', () => opened.crowded(now))) {
      if (isClosing) return;
      await opened.compact(compaction);
      const left = await lanes.run('write', () => opened.swap(compaction));
      await lanes.run('write', () => opened.publish(now));
      await opened.readersGone();
      await lanes.run('write', () => opened.remove(left));
    }
  }

  return {
    open: inLane('write', (opened, _: null) => opened.known()),
    insert: inLane('write', (opened, batch: HistoryBatch) => opened.insert(batch)),
    /** Samples that come meanwhile are written between two slices. What is late for a slice waits for the next time. */
    seal: inLane('seal', async (opened, now: number) => {
      let files = 0;
      for (const slice of await lanes.run('write', () => opened.unsealed(now))) {
        if (isClosing) break;
        await lanes.run('write', () => opened.seal(slice));
        files += 1;
      }
      await compactDays(opened, now);
      await lanes.run('write', () => opened.publish(now));
      return files;
    }),
    /** Samples need not wait until those who read are gone, and no day is sealed into a folder from which files are removed. */
    prune: inLane('prune', async (opened, kept: KeptDays): Promise<PrunedDays> => {
      const files = await lanes.run('write', () => opened.forget(kept));
      if (files.length > 0) await lanes.run('write', () => opened.publish(kept.now));
      if (files.length > 0) await opened.readersGone();
      const removed = await lanes.run('write', () => opened.remove(files));
      return { days: new Set(files.map((file) => dirname(file))).size, ...removed };
    }),
    read: inLane('read', (opened, statement: Statement, signal) => opened.read(statement, signal)),
    exportReadings: inLane('export', (opened, order: ExportOrder, signal) => opened.exportReadings(order, signal)),
    /** Nothing may have the database open when it closes. */
    close: (_: null, { keep }: CallContext) =>
      keep(async () => {
        isClosing = true;
        await lanes.idle();
        await (await database)?.close();
      }),
  };
}

export type HistoryFunctions = ReturnType<typeof createHistoryFunctions>;
