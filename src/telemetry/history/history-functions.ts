import type { HistoryQuestion } from '../../domain/history-table.ts';
import { describeError } from '../../errors.ts';
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
type Lane = 'write' | 'read' | 'table' | 'export' | 'seal' | 'prune';

/** What became of finished days: what can't be tidied up, and whether more of them are left. */
interface Tidied {
  failed: string[];
  more: boolean;
}

/** Days that are written anew or summed up in one go, so that hours are closed in between also where a year is waiting. */
const mostDone = 4;

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

  /** What a day is made into beside the history, which samples need not wait for, and then taken into it. What was there goes when nobody reads it. */
  async function replace(opened: HistoryDatabase, now: number, take: () => Promise<string[]>): Promise<void> {
    const left = await lanes.run('write', take);
    await lanes.run('write', () => opened.publish(now));
    if (left.length === 0) return;
    await opened.readersGone();
    await lanes.run('write', () => opened.remove(left));
  }

  /** Each day by itself: one that has a damaged file must not keep others from it. The next process removes what a crash leaves behind. */
  async function tidyDays(opened: HistoryDatabase, kept: KeptDays): Promise<Tidied> {
    const tidied: Tidied = { failed: [], more: false };
    let done = 0;
    async function each<Order>(
      orders: readonly Order[],
      name: (order: Order) => string,
      work: (order: Order) => Promise<void>,
    ): Promise<void> {
      for (const order of orders) {
        if (isClosing || done === mostDone) {
          tidied.more = true;
          return;
        }
        try {
          await work(order);
          done += 1;
        } catch (thrown) {
          tidied.failed.push(`${name(order)}: ${describeError(thrown)}`);
        }
      }
    }
    await each(
      await lanes.run('write', () => opened.crowded(kept.now)),
      ({ day }) => `make one file of ${day}`,
      async (compaction) => {
        await opened.compact(compaction);
        await replace(opened, kept.now, () => opened.swap(compaction));
      },
    );
    await each(
      await lanes.run('write', () => opened.missingRollups(kept)),
      ({ day }) => `sum up ${day}`,
      async (order) => {
        const rollups = await opened.rollUp(order);
        await replace(opened, kept.now, async () => {
          const left: string[] = [];
          for (const rollup of rollups) left.push(...(await opened.takeRollup(rollup)));
          return left;
        });
      },
    );
    return tidied;
  }

  return {
    open: inLane('write', (opened, _: null) => opened.known()),
    insert: inLane('write', (opened, batch: HistoryBatch) => opened.insert(batch)),
    /** Samples that come meanwhile are written between two slices. What is late for a slice waits for the next time. */
    seal: inLane('seal', async (opened, kept: KeptDays): Promise<Tidied & { files: number }> => {
      let files = 0;
      for (const slice of await lanes.run('write', () => opened.unsealed(kept.now))) {
        if (isClosing) break;
        await lanes.run('write', () => opened.seal(slice));
        files += 1;
      }
      await lanes.run('write', () => opened.publish(kept.now));
      return { files, ...(await tidyDays(opened, kept)) };
    }),
    /** Samples need not wait until those who read are gone, and no day is sealed into a folder from which files are removed. */
    prune: inLane('prune', async (opened, kept: KeptDays): Promise<PrunedDays> => {
      const { days, files } = await lanes.run('write', () => opened.forget(kept));
      if (files.length === 0) return { days, files: 0, bytes: 0, left: [] };
      await lanes.run('write', () => opened.publish(kept.now));
      await opened.readersGone();
      return { days, ...(await lanes.run('write', () => opened.remove(files))) };
    }),
    read: inLane('read', (opened, statement: Statement, signal) => opened.read(statement, signal)),
    /** In a lane of its own: a question over a year must not keep those of the moment waiting. */
    readTable: (question: HistoryQuestion, { keep, signal, progress }: CallContext<number>) =>
      keep(() => lanes.run('table', async () => (await open()).readTable(question, signal, progress), { signal })),
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
