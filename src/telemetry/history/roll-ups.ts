import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type HistoryBucket, historyBuckets } from '../../domain/history-reader.ts';
import type { Catalogue, StoredRollup } from './catalogue.ts';
import { dayFolder, daysTooOld, type KeptDays, nextFile } from './day-files.ts';
import { summedSql } from './sql/rollup.sql.ts';
import { copySql, fileSamplesSql, seriesOrder } from './sql/tables.sql.ts';

/** The folder of the roll-ups of a bucket, below that of the history. */
export const rollupFolder = (bucket: HistoryBucket) => join('rollups', `bucket=${bucket}`);

/** A roll-up that is to be made. */
export type RollupOrder = Omit<StoredRollup, 'file'>;

/** How long the roll-ups of a bucket stay; those of readings for ever when left out. */
export function keptOf({ now, rollupDays }: KeptDays, bucket: HistoryBucket): { keepDays: number; now: number } | null {
  const keepDays = rollupDays?.[bucket];
  return keepDays === undefined ? null : { keepDays, now };
}

/**
 * The roll-ups that are to be made: of finished days (before `today`) whose readings are in other files than those that a roll-up was made of, or that
 * have none, and that are not too old for the bucket. The latest day first.
 */
export async function missingRollups(catalogue: Catalogue, kept: KeptDays, today: string): Promise<RollupOrder[]> {
  const days = [...(await catalogue.samples())].filter(([day]) => day < today).reverse();
  const missing: RollupOrder[] = [];
  for (const bucket of historyBuckets) {
    const valid = await catalogue.rollups(bucket);
    const old = keptOf(kept, bucket);
    const known = [...new Set([...days.map(([day]) => day), ...valid.keys()])];
    const tooOld = new Set(old ? daysTooOld(known, old) : []);
    for (const [day, source] of days)
      if (!valid.has(day) && !tooOld.has(day)) missing.push({ bucket, day, source: [...source] });
  }
  return missing.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
}

/** Sums up the readings of a day, into a file that nothing lists yet, below the folder of the history. */
export async function writeRollup(
  connection: DuckDBConnection,
  folder: string,
  { bucket, day, source }: RollupOrder,
): Promise<StoredRollup> {
  await mkdir(join(folder, rollupFolder(bucket), dayFolder(day)), { recursive: true });
  const file = join(rollupFolder(bucket), await nextFile(join(folder, rollupFolder(bucket)), day));
  const part = join(folder, `${file}.part`);
  const readings = `(${fileSamplesSql(source.map((name) => join(folder, name)))}) AS day_readings`;
  await connection.run(copySql(`${summedSql(bucket, readings, 'TRUE')} ORDER BY ${seriesOrder}`, part));
  await rename(part, join(folder, file));
  return { bucket, day, file, source };
}
