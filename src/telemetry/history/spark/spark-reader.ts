import { sep } from 'node:path';
import type { Table } from 'apache-arrow';
import { NocturneError } from '../../../errors.ts';
import { type Found, splitBySeries } from '../by-series.ts';
import { daysOf, type Statement } from '../history-statements.ts';
import { readManifest } from '../manifest.ts';
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
 * @param samplesDir the folder of the files here
 * @param sparkDir the same as Spark sees it
 */
export function createSparkReader({
  session,
  samplesDir,
  sparkDir = samplesDir,
}: {
  session: SparkSession;
  samplesDir: string;
  sparkDir?: string;
}) {
  async function readOnce(
    { sql, parameters, span }: Statement,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<ArchiveFound> {
    const { closedUntil, files } = await readManifest(samplesDir);
    const [first, last] = daysOf(span);
    const wanted = files.filter(({ day }) => day >= first && day <= last).map(({ file }) => file);
    if (wanted.length === 0) return { series: [], found: 0, closedUntil };
    const query = { sql: `${samplesOf(sparkDir, wanted)}\n${sql}`, parameters };
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

/** Binds `samples` to files, by one pattern with all of them. */
function samplesOf(dir: string, files: readonly string[]): string {
  const names = files.map((file) => file.replaceAll(sep, '/'));
  const path = `${dir}/${names.length === 1 ? names[0] : `{${names.join(',')}}`}`;
  return `WITH samples AS (SELECT ts, bucket, device, interface, metric, value FROM parquet.\`${path.replaceAll('`', '``')}\`)`;
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
