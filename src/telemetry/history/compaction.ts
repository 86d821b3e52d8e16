import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { copySql, fileSamplesSql, seriesOrder } from './sql/tables.sql.ts';

/** Files of a day that are to become one. */
export interface Compaction {
  day: string;
  /** Below the folder of samples, as is `into`. */
  files: string[];
  into: string;
}

/** Fewer files than these are left as they are, so that a few late samples do not write a whole day anew. */
const crowdedFrom = 4;

/** The days that have so many files that one is better: those that ended before `today` (YYYY-MM-DD). `files` has the files of each day. */
export function crowdedDays(files: ReadonlyMap<string, readonly string[]>, today: string): string[] {
  return [...files.keys()].filter((day) => day < today && files.get(day)!.length >= crowdedFrom).sort();
}

/** Writes the rows of several files to one, in the order of series. The file is there when it is whole; nothing lists it yet. */
export async function writeCompacted(
  connection: DuckDBConnection,
  samplesDir: string,
  { files, into }: Compaction,
): Promise<void> {
  const part = join(samplesDir, `${into}.part`);
  const query = `${fileSamplesSql(files.map((file) => join(samplesDir, file)))} ORDER BY ${seriesOrder}`;
  await connection.run(copySql(query, part));
  await rename(part, join(samplesDir, into));
}
