import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { HistoryBucket } from '../../domain/history-reader.ts';
import type { ListedFile } from './checksums.ts';
import { inTransaction } from './history-write.ts';
import { addChecksumSql, beginReadingSql, openDaysSql, quoted, sourcesSql, validRollupsSql } from './sql/tables.sql.ts';
import { type FilesByDay, groupByDay, type PickedFiles, pickFiles } from './stored-days.ts';

/** The stored roll-up of a day, and the files that it was made of. All are below the folder of the history. */
export interface StoredRollup {
  bucket: HistoryBucket;
  day: string;
  /** Each with the checksum that it was written with. */
  files: readonly { file: string; checksum: string }[];
  source: readonly string[];
}

/** The first and the last day of a span, YYYY-MM-DD. */
type Days = readonly [first: string, last: string];

const dayMs = 86_400_000;
const allDays: Days = ['0000-00-00', '9999-99-99'];
const inSamples = (file: string) => join('samples', file);
const sourceOf = (files: readonly string[]) => files.map((file) => file.slice('samples/'.length)).join(',');

/**
 * Which files are the history's, as a connection to its database sees it. `sealed` lists the files of readings; `rolled` those of roll-ups, with the
 * files of readings that each was made of: one that was made of others than the day has now is not valid. An empty source is that of a day whose
 * readings were removed.
 */
export function createCatalogue(connection: DuckDBConnection) {
  async function rows<Row>(sql: string, values: readonly string[] = []): Promise<Row[]> {
    return (await connection.runAndReadAll(sql, [...values])).getRows() as Row[];
  }

  async function samples([first, last]: Days = allDays): Promise<FilesByDay> {
    const found = await rows<[day: string, source: string]>(sourcesSql, [first, last]);
    return new Map(found.map(([day, source]) => [day, source.split(',').map(inSamples)]));
  }

  async function rollups(bucket: HistoryBucket, [first, last]: Days = allDays): Promise<FilesByDay> {
    const found = await rows<[day: string, file: string]>(validRollupsSql, [bucket, first, last]);
    return groupByDay(found.map(([day, file]) => ({ day, file })));
  }

  async function pick(
    bucket: HistoryBucket,
    days: Days,
    span: { from: number; to: number },
  ): Promise<PickedFiles & { isOpen: boolean }> {
    const open = new Set((await rows<[day: string]>(openDaysSql(span))).map(([day]) => day));
    const [ofReadings, ofRollups] = [await samples(days), await rollups(bucket, days)];
    return { ...pickFiles({ days: ofReadings, rollups: ofRollups, open, bucket, span }), isOpen: open.size > 0 };
  }

  /** Files with the checksums that they had when they were written; null for those of an earlier release. */
  async function withChecksums(files: readonly string[]): Promise<ListedFile[]> {
    if (files.length === 0) return [];
    const found = new Map(
      await rows<[file: string, checksum: string]>(
        `SELECT file, checksum FROM checksums WHERE file IN (${files.map(quoted).join(', ')})`,
      ),
    );
    return files.map((file) => ({ file, checksum: found.get(file) ?? null }));
  }

  return {
    samples,
    withChecksums,
    /** Begins a transaction, and tells what it sees of some days: the files of readings, and whether the open file has readings of them. */
    async beginReading(days: Days): Promise<{ files: string[]; isOpen: boolean }> {
      const span = { from: Date.parse(days[0]), to: Date.parse(days[1]) + dayMs };
      const found = (await connection.runAndReadAll(beginReadingSql(days, span))).getRows() as [string | null][];
      const files = found.flatMap(([file]) => (file === null ? [] : [inSamples(file)]));
      return { files: files.sort(), isOpen: files.length < found.length };
    },
    /** Those of files that are no longer the history's. */
    async forgetChecksums(): Promise<void> {
      await connection.run(
        "DELETE FROM checksums WHERE file NOT IN (SELECT 'samples/' || file FROM sealed UNION ALL SELECT file FROM rolled)",
      );
    },
    rollups,
    pick,
    /** To be called in a transaction. */
    async addSamples(day: string, file: string, checksum: string): Promise<void> {
      await connection.run('INSERT INTO sealed VALUES (?, ?)', [day, file.slice('samples/'.length)]);
      await connection.run(addChecksumSql, [file, checksum]);
    },
    /** Puts one file in the place of several of a day; false when one of them is gone. Its roll-ups stay valid. */
    async replaceSamples(day: string, files: readonly string[], into: string, checksum: string): Promise<boolean> {
      return inTransaction(connection, async () => {
        const before = (await samples([day, day])).get(day) ?? [];
        if (!files.every((file) => before.includes(file))) return false;
        const names = files.map((file) => quoted(file.slice('samples/'.length))).join(', ');
        await connection.run(`DELETE FROM sealed WHERE file IN (${names})`);
        await connection.run('INSERT INTO sealed VALUES (?, ?)', [day, into.slice('samples/'.length)]);
        await connection.run(addChecksumSql, [into, checksum]);
        const after = (await samples([day, day])).get(day)!;
        await connection.run('UPDATE rolled SET source = ? WHERE day = ? AND source = ?', [
          ...[sourceOf(after), day, sourceOf(before)],
        ]);
        return true;
      });
    },
    /** Takes the readings of days out of the history; what was made of them stays, and is never made anew. Returns their files. */
    async removeSamples(days: readonly string[]): Promise<string[]> {
      if (days.length === 0) return [];
      const named = days.map(quoted).join(', ');
      return inTransaction(connection, async () => {
        await connection.run(`UPDATE rolled SET source = '' WHERE day IN (${named})`);
        const gone = await rows<[file: string]>(`DELETE FROM sealed WHERE day IN (${named}) RETURNING file`);
        return gone.map(([file]) => inSamples(file));
      });
    },
    /** The files of all roll-ups, also of those that are not valid. */
    async everyRollup(): Promise<{ bucket: HistoryBucket; day: string; file: string }[]> {
      const found = await rows<[HistoryBucket, string, string]>('SELECT bucket, day, file FROM rolled');
      return found.map(([bucket, day, file]) => ({ bucket, day, file }));
    },
    /** Takes a roll-up in, in the place of an earlier one, whose files are the answer; its own files where the readings of the day are others by now. */
    async putRollup({ bucket, day, files, source }: StoredRollup): Promise<string[]> {
      return inTransaction(connection, async () => {
        const now = (await samples([day, day])).get(day) ?? [];
        if (now.length === 0 || sourceOf(now) !== sourceOf(source)) return files.map(({ file }) => file);
        const former = await rows<[file: string]>('DELETE FROM rolled WHERE bucket = ? AND day = ? RETURNING file', [
          ...[bucket, day],
        ]);
        for (const { file, checksum } of files) {
          await connection.run('INSERT INTO rolled VALUES (?, ?, ?, ?)', [bucket, day, file, sourceOf(source)]);
          await connection.run(addChecksumSql, [file, checksum]);
        }
        return former.map(([name]) => name);
      });
    },
    async removeRollups(bucket: HistoryBucket, days: readonly string[]): Promise<string[]> {
      if (days.length === 0) return [];
      const named = days.map(quoted).join(', ');
      const gone = await rows<[file: string]>(
        ...([`DELETE FROM rolled WHERE bucket = ? AND day IN (${named}) RETURNING file`, [bucket]] as const),
      );
      return gone.map(([file]) => file);
    },
  };
}

export type Catalogue = ReturnType<typeof createCatalogue>;
