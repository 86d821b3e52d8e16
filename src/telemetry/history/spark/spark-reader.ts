import { sep } from 'node:path';
import type { Table } from 'apache-arrow';
import { NocturneError } from '../../../errors.ts';
import { type Found, splitBySeries } from '../by-series.ts';
import { daysOf, type Statement, timestamp } from '../history-statements.ts';
import { type Manifest, readManifest } from '../manifest.ts';
import { rollupsSql } from '../sql/rollup.sql.ts';
import { pickFiles } from '../stored-days.ts';
import type { SparkSession } from './spark-session.ts';

/** A cell of Arrow as a number: a time in milliseconds since 1970, NULL as NaN. */
const toNumber = (cell: unknown): number => (cell === null ? Number.NaN : Number(cell));

/** What Spark says where a file went while it read: two were made one, or a day was too old. */
const fileGone = /FAILED_READ_FILE|PATH_NOT_FOUND|FileNotFoundException/;

/** What a question to files is answered from. */
export interface ArchiveFound extends Found {
  /** What came later than this is not in the answer: its hour is not closed. Milliseconds since 1970; null when nothing is closed. */
  closedUntil: number | null;
}

/**
 * Reads the closed hours of a history with Spark: the files of its manifest, which may lie where Spark's workers see them under another path.
 *
 * @param folder the folder of the files here
 * @param sparkFolder the same as Spark sees it
 */
export function createSparkReader({
  session,
  folder,
  sparkFolder = folder,
}: {
  session: SparkSession;
  folder: string;
  sparkFolder?: string;
}) {
  async function readOnce(
    { sql, parameters, ...about }: Statement,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<ArchiveFound> {
    const manifest = await readManifest(folder);
    const { closedUntil } = manifest;
    const bound = boundSql(sparkFolder, manifest, about);
    if (bound === null) return { series: [], found: 0, closedUntil };
    const query = { sql: `${bound}\n${sql}`, parameters };
    return { ...toFound(await session.query(query, signal, onProgress)), closedUntil };
  }

  /** Throws what the session throws, and `history-damaged`. */
  return async function read(...asked: Parameters<typeof readOnce>): Promise<ArchiveFound> {
    try {
      return await readOnce(...asked);
    } catch (thrown) {
      if (!(thrown instanceof NocturneError && thrown.code === 'spark-refused' && fileGone.test(thrown.message)))
        throw thrown;
      return readOnce(...asked);
    }
  };
}

/** Binds `samples`, or `rollups` where a bucket is asked for, to the files of a span; null where there is none. */
function boundSql(
  dir: string,
  manifest: Manifest,
  { span, bucket }: Pick<Statement, 'span' | 'bucket'>,
): string | null {
  const [first, last] = daysOf(span);
  const isWithin = ({ day }: { day: string }) => day >= first && day <= last;
  const days = new Map<string, string[]>();
  for (const { day, file } of manifest.samples.filter(isWithin)) days.set(day, [...(days.get(day) ?? []), file]);
  if (bucket === undefined) {
    const files = [...days.values()].flat();
    return files.length === 0 ? null : `WITH samples AS (SELECT * FROM ${parquet(dir, files)})`;
  }
  const rolled = manifest.rollups.filter((one) => one.bucket === bucket && isWithin(one));
  const rollups = new Map(rolled.map(({ day, file }) => [day, file]));
  const { stored, readings } = pickFiles({ days, rollups, open: new Set(), bucket, span });
  if (stored.length + readings.length === 0) return null;
  const table = (files: readonly string[]) => (files.length === 0 ? null : parquet(dir, files));
  const sources = { bucket, from: timestamp(span.from), to: timestamp(span.to) };
  return `WITH rollups AS (${rollupsSql({ ...sources, stored: table(stored), readings: table(readings) })})`;
}

/** Files as a table, by one pattern with all of them. */
function parquet(dir: string, files: readonly string[]): string {
  const names = files.map((file) => file.replaceAll(sep, '/'));
  const path = `${dir}/${names.length === 1 ? names[0] : `{${names.join(',')}}`}`;
  return `parquet.\`${path.replaceAll('`', '``')}\``;
}

function toFound(tables: readonly Table[]): Found {
  const [first] = tables;
  if (!first) return { series: [], found: 0 };
  const names = first.schema.fields.map(({ name }) => name);
  const columns = names.map((_, i) =>
    tables.flatMap((table) =>
      Array.from({ length: table.numRows }, (_row, at) => table.getChildAt(i)!.get(at) as unknown),
    ),
  );
  return splitBySeries(names, columns, toNumber);
}
