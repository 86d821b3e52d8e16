import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type HistoryBucket, historyBuckets } from '../../domain/history-reader.ts';
import type { Catalogue, StoredRollup } from './catalogue.ts';
import { dayFolder, daysTooOld, type KeptDays, nextFile } from './day-files.ts';
import { partDevices } from './device-parts.ts';
import { dayReadingsSql, dayRollupSql, dropDayReadingsSql, fileDevicesSql } from './sql/stored-rollup.sql.ts';
import { copySql } from './sql/tables.sql.ts';

/** The folder of the roll-ups of a bucket, below that of the history. */
export const rollupFolder = (bucket: HistoryBucket) => join('rollups', `bucket=${bucket}`);

/** The roll-ups of a day that are to be made, of its files of readings. */
export interface RollupOrder {
  day: string;
  buckets: HistoryBucket[];
  source: string[];
}

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
  const missing = new Map(
    days.map(([day, source]) => [day, { day, buckets: [] as HistoryBucket[], source: [...source] }]),
  );
  for (const bucket of historyBuckets) {
    const valid = await catalogue.rollups(bucket);
    const old = keptOf(kept, bucket);
    const known = [...new Set([...missing.keys(), ...valid.keys()])];
    const tooOld = new Set(old ? daysTooOld(known, old) : []);
    for (const order of missing.values())
      if (!valid.has(order.day) && !tooOld.has(order.day)) order.buckets.push(bucket);
  }
  return [...missing.values()].filter(({ buckets }) => buckets.length > 0);
}

/**
 * Sums up the readings of a day, into files that nothing lists yet, below the folder of the history: of some devices at a time, with about `partRows`
 * readings, because sorting all of a large day would take far longer than its parts do. `checksumOf` is told each file.
 */
export async function writeRollups(
  connection: DuckDBConnection,
  { folder, partRows, checksumOf }: { folder: string; partRows: number; checksumOf: (file: string) => Promise<string> },
  { day, buckets, source }: RollupOrder,
): Promise<StoredRollup[]> {
  const paths = source.map((name) => join(folder, name));
  const counted = await connection.runAndReadAll(fileDevicesSql(paths));
  const written = buckets.map((bucket) => ({ bucket, files: [] as { file: string; checksum: string }[] }));
  for (const { first, last } of partDevices(counted.getRows() as [string, number][], partRows)) {
    await connection.run(dayReadingsSql(paths), [first, last]);
    for (const { bucket, files } of written) {
      await mkdir(join(folder, rollupFolder(bucket), dayFolder(day)), { recursive: true });
      const file = join(rollupFolder(bucket), await nextFile(join(folder, rollupFolder(bucket)), day));
      const part = join(folder, `${file}.part`);
      await connection.run(copySql(dayRollupSql(bucket), part));
      await rename(part, join(folder, file));
      files.push({ file, checksum: await checksumOf(file) });
    }
  }
  await connection.run(dropDayReadingsSql);
  return written.map((one) => ({ ...one, day, source }));
}
