import { sep } from 'node:path';
import type { Table } from 'apache-arrow';
import type { Cell, HistoryQuestion } from '../../../domain/history-table.ts';
import { NocturneError } from '../../../errors.ts';
import { type Found, splitBySeries } from '../by-series.ts';
import { daysOf, type Statement, timestamp } from '../history-statements.ts';
import { type Manifest, readManifest } from '../manifest.ts';
import { limitedSql, type ReadTable } from '../records-table.ts';
import { rollupsSql } from '../sql/rollup.sql.ts';
import { distinctSql, withinSql } from '../sql/selection.sql.ts';
import { groupByDay, pickFiles } from '../stored-days.ts';
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
  /** Tries once more where files went: the next manifest does not have them. */
  async function asking<Answer>(once: () => Promise<Answer>): Promise<Answer> {
    try {
      return await once();
    } catch (thrown) {
      if (!(thrown instanceof NocturneError && thrown.code === 'spark-refused' && fileGone.test(thrown.message)))
        throw thrown;
      return once();
    }
  }

  return {
    /** Throws what the session throws, and `history-damaged`. */
    read: ({ sql, parameters, ...about }: Statement, signal: AbortSignal): Promise<ArchiveFound> =>
      asking(async () => {
        const manifest = await readManifest(folder);
        const { closedUntil } = manifest;
        const bound = boundSql(sparkFolder, manifest, about);
        if (bound === null) return { series: [], found: 0, closedUntil };
        const tables = await session.query({ sql: `${bound}\n${sql}`, parameters }, signal);
        return { ...toFound(tables), closedUntil };
      }),
    /** The same of a question whose answer is a table. `onProgress` is told the share of the tasks that are done. */
    readTable: (
      question: HistoryQuestion,
      signal: AbortSignal,
      onProgress?: (share: number) => void,
    ): Promise<ReadTable & { closedUntil: number | null }> =>
      asking(async () => {
        const manifest = await readManifest(folder);
        const { closedUntil } = manifest;
        for (const records of question.records ?? []) await session.bind(records, signal);
        const bound = boundSql(sparkFolder, manifest, question) ?? `WITH ${emptySql(question)}`;
        const query = { sql: `${bound}\n${limitedSql(question)}`, parameters: question.parameters };
        return { ...toRows(await session.query(query, signal, onProgress)), closedUntil };
      }),
    /**
     * Has Spark write the readings of a span into a folder of Parquet files with the columns of `samples`, which is as Spark sees it and is replaced; false
     * where there are none.
     */
    write: (span: Statement['span'], into: string, signal: AbortSignal): Promise<boolean> =>
      asking(async () => {
        const { samples } = await readManifest(folder);
        const [first, last] = daysOf(span);
        const files = samples.filter(({ day }) => day >= first && day <= last).map(({ file }) => file);
        if (files.length === 0) return false;
        const readings = distinctSql(`(SELECT * FROM ${parquet(sparkFolder, files)}) AS samples`, withinSql('ts'));
        const sql = `INSERT OVERWRITE DIRECTORY '${into.replaceAll("'", "\\'")}' USING parquet
SELECT ts, bucket, device, interface, metric, value FROM (${readings}) AS readings`;
        await session.command({ sql, parameters: [timestamp(span.from), timestamp(span.to)] }, signal);
        return true;
      }),
  };
}

/** What `samples` or `rollups` are bound to where no file has any: a question may have records to tell of all the same. */
const emptySql = ({ bucket }: HistoryQuestion) =>
  bucket === undefined
    ? 'samples AS (SELECT ts, ts AS bucket, name AS device, name AS interface, name AS metric, value FROM (SELECT CAST(NULL AS TIMESTAMP) AS ts, CAST(NULL AS VARCHAR(255)) AS name, CAST(NULL AS DOUBLE) AS value) AS none WHERE FALSE)'
    : 'rollups AS (SELECT name AS device, name AS interface, name AS metric, ts, n, n AS mean, n AS deviation, n AS least, n AS median, n AS p95, n AS most FROM (SELECT CAST(NULL AS TIMESTAMP) AS ts, CAST(NULL AS VARCHAR(255)) AS name, CAST(NULL AS DOUBLE) AS n) AS none WHERE FALSE)';

/** Binds `samples`, or `rollups` where a bucket is asked for, to the files of a span; null where there is none. */
function boundSql(
  dir: string,
  manifest: Manifest,
  { span, bucket }: Pick<Statement, 'span' | 'bucket'>,
): string | null {
  const [first, last] = daysOf(span);
  const isWithin = ({ day }: { day: string }) => day >= first && day <= last;
  const days = groupByDay(manifest.samples.filter(isWithin));
  if (bucket === undefined) {
    const files = [...days.values()].flat();
    return files.length === 0 ? null : `WITH samples AS (SELECT * FROM ${parquet(dir, files)})`;
  }
  const rollups = groupByDay(manifest.rollups.filter((one) => one.bucket === bucket && isWithin(one)));
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

function toColumns(tables: readonly Table[]): { names: string[]; columns: unknown[][] } {
  const names = tables[0]?.schema.fields.map(({ name }) => name) ?? [];
  const columns = names.map((_, i) =>
    tables.flatMap((table) =>
      Array.from({ length: table.numRows }, (_row, at) => table.getChildAt(i)!.get(at) as unknown),
    ),
  );
  return { names, columns };
}

function toFound(tables: readonly Table[]): Found {
  const { names, columns } = toColumns(tables);
  return names.length === 0 ? { series: [], found: 0 } : splitBySeries(names, columns, toNumber);
}

function toRows(tables: readonly Table[]): ReadTable {
  const { names, columns } = toColumns(tables);
  const rows = (columns[0] ?? []).map((_, at) => columns.map((column) => toCell(column[at])));
  return { columns: names, rows };
}

const toCell = (value: unknown): Cell => (value === null || typeof value === 'string' ? value : Number(value));
