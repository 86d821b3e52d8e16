import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { copySql, fileSamplesSql, seriesOrder } from './sql/tables.sql.ts';

/** Files of a day that are to become one. */
export interface Compaction {
  day: string;
  /** Below the folder of the history, as is `into`. */
  files: string[];
  into: string;
}

/** Fewer files than these are left as they are, so that a few late samples do not write a whole day anew. */
const crowdedFrom = 4;

/** Files that are this large on average, about two million rows, are read as fast apart, and are dear to write anew. */
const largeBytes = 5_000_000;

/** The files of a day, with the bytes of all of them. */
export interface DayFiles {
  day: string;
  files: string[];
  bytes: number;
}

/** Days that may have so many small files that one is better: those that ended before `today` (YYYY-MM-DD). */
export const mayBeCrowded = ({ day, files }: Omit<DayFiles, 'bytes'>, today: string): boolean =>
  day < today && files.length >= crowdedFrom;

/** Of such days those whose files are small, the latest first. */
export const crowdedDays = (days: readonly DayFiles[]): DayFiles[] =>
  days.filter(({ files, bytes }) => bytes / files.length < largeBytes).sort((a, b) => (a.day < b.day ? 1 : -1));

/** Writes the rows of several files to one, in the order of series. The file is there when it is whole; nothing lists it yet. */
export async function writeCompacted(
  connection: DuckDBConnection,
  folder: string,
  { files, into }: Compaction,
): Promise<void> {
  const part = join(folder, `${into}.part`);
  const query = `${fileSamplesSql(files.map((file) => join(folder, file)))} ORDER BY ${seriesOrder}`;
  await connection.run(copySql(query, part));
  await rename(part, join(folder, into));
}
