import type { Table } from 'apache-arrow';
import { NocturneError } from '../../../errors.ts';
import { type Found, splitBySeries } from '../by-series.ts';
import { daysOf, type Statement } from '../history-statements.ts';
import { quoted } from '../sql/tables.sql.ts';
import type { SparkSession } from './spark-session.ts';

/** What Spark says where a folder is not there or holds no Parquet file: nothing was stored. */
const nothingStored = /PATH_NOT_FOUND|UNABLE_TO_INFER_SCHEMA/;

/** A cell of Arrow as a number: a time in milliseconds since 1970, NULL as NaN. */
const toNumber = (cell: unknown): number => (cell === null ? Number.NaN : Number(cell));

/**
 * Reads a history's finished files with Spark. Each question names the files of its days anew, so that those that came since the last one are seen.
 *
 * @param samplesDir the folder of the finished days, as Spark's workers see it
 */
export function createSparkReader({ session, samplesDir }: { session: SparkSession; samplesDir: string }) {
  return async function read(
    { sql, parameters, span }: Statement,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<Found> {
    try {
      const tables = await session.query(
        { sql: `${samplesOf(samplesDir, span)}\n${sql}`, parameters },
        signal,
        onProgress,
      );
      return toFound(tables);
    } catch (thrown) {
      if (thrown instanceof NocturneError && thrown.code === 'spark-refused' && nothingStored.test(thrown.message))
        return { series: [], found: 0 };
      throw thrown;
    }
  };
}

/** Binds `samples` to the files of the days of a span. */
function samplesOf(dir: string, span: Statement['span']): string {
  const [first, last] = daysOf(span);
  return `WITH samples AS (
  SELECT ts, bucket, device, interface, metric, value FROM parquet.\`${dir.replaceAll('`', '``')}\`
  WHERE day BETWEEN CAST(${quoted(first)} AS DATE) AND CAST(${quoted(last)} AS DATE)
)`;
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
