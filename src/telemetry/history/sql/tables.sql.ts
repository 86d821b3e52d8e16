const minuteMs = 60_000;
const fiveMinutes = 300_000;

/** DuckDB only: what the embedded history keeps in its own file until a day is sealed into Parquet. */
export const tablesSql = `
CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, device VARCHAR NOT NULL, interface VARCHAR NOT NULL, metric VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS hot (series INTEGER NOT NULL, "at" BIGINT NOT NULL, value DOUBLE NOT NULL);
CREATE TABLE IF NOT EXISTS sealed (day VARCHAR NOT NULL, file VARCHAR PRIMARY KEY);
CREATE TABLE IF NOT EXISTS rolled (bucket VARCHAR NOT NULL, day VARCHAR NOT NULL, file VARCHAR PRIMARY KEY, source VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS checksums (file VARCHAR PRIMARY KEY, checksum VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS written (batch BIGINT NOT NULL);
INSERT INTO written SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM written);`;

/** DuckDB only: the number of the last batch that was written. */
export const lastBatchSql = 'SELECT CAST(max(batch) AS DOUBLE) FROM written';

/** DuckDB only: the rows of the open file in the columns of `samples`. */
export const hotSamplesSql = `
SELECT make_timestamp("at" * 1000) AS ts, make_timestamp("at" // ${fiveMinutes} * ${fiveMinutes} * 1000) AS bucket,
  device, interface, metric, value
FROM hot JOIN series ON series.id = hot.series`;

/** DuckDB only: how many rows the open file has of each minute before `until`, by the time at which that begins. */
export const unsealedSql = (until: number) => `
SELECT CAST("at" // ${minuteMs} * ${minuteMs} AS DOUBLE) AS minute, CAST(count(*) AS DOUBLE)
FROM hot WHERE "at" < ${until} GROUP BY minute ORDER BY minute`;

const source = "string_agg(file, ',' ORDER BY file)";

/** DuckDB only: the files of readings by day, as one text each; `?` stands for the first day and the last, both as YYYY-MM-DD. */
export const sourcesSql = `SELECT day, ${source} AS source FROM sealed WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day`;

/**
 * DuckDB only: the roll-ups of a bucket, by day, that were made of the files that the day has, or of all that it had; `?` stands for the bucket, the
 * first day and the last.
 */
export const validRollupsSql = `
SELECT day, rolled.file
FROM rolled LEFT JOIN (SELECT day, ${source} AS source FROM sealed GROUP BY day) AS now USING (day)
WHERE bucket = ? AND day BETWEEN ? AND ? AND (now.source IS NULL OR rolled.source IN (now.source, ''))
ORDER BY day`;

/** DuckDB only: the days of a span of which the open file has readings. */
export const openDaysSql = ({ from, to }: { from: number; to: number }) => `
SELECT DISTINCT strftime(make_timestamp("at" * 1000), '%Y-%m-%d') FROM hot WHERE "at" >= ${Math.floor(Math.max(from, 0))} AND "at" < ${Math.ceil(Math.min(to, 8.64e15))}`;

/**
 * DuckDB only: begins a transaction, and lists the files of readings of some days; and one that is null where the open file has readings of these days.
 * `days` are the first and the last, `span` is from the start of the one to the end of the other. One text, because each costs half a millisecond.
 */
export const beginReadingSql = ([first, last]: readonly [string, string], span: { from: number; to: number }) => `
BEGIN;
SELECT file FROM sealed WHERE day BETWEEN ${quoted(first)} AND ${quoted(last)}
UNION ALL (SELECT NULL FROM hot WHERE "at" >= ${span.from} AND "at" < ${span.to} LIMIT 1)`;

/** DuckDB only: `?` stands for a file below the folder of the history, and its checksum. A file's name can come again after that file is gone. */
export const addChecksumSql = 'INSERT OR REPLACE INTO checksums VALUES (?, ?)';

/** A text as SQL writes it. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The order of rows in a file. */
export const seriesOrder = 'device, interface, metric, ts';

/** DuckDB only: the rows of Parquet files. Their names stand in it, because a view takes no parameters. */
export const fileSamplesSql = (files: readonly string[]) =>
  `SELECT ts, bucket, device, interface, metric, value FROM ${parquetSql(files)}`;

/** DuckDB only: Parquet files as a table. */
export const parquetSql = (files: readonly string[]) => `read_parquet([${files.map(quoted).join(', ')}])`;

/** DuckDB only: the readings of Parquet files, and of the open file where that has some that are asked for. */
export function samplesSql(files: readonly string[], isOpen: boolean): string {
  if (files.length === 0) return hotSamplesSql;
  return isOpen ? `${hotSamplesSql} UNION ALL ${fileSamplesSql(files)}` : fileSamplesSql(files);
}

/** DuckDB only: a query with the tables that it names. In its text and not as views, each of which would be a statement of its own. */
export function withTables(tables: Readonly<Record<string, string>>, query: string): string {
  const named = Object.entries(tables).map(([name, sql]) => `${name} AS NOT MATERIALIZED (${sql})`);
  return `WITH ${named.join(', ')} ${query}`;
}

/** DuckDB only: writes the outcome of a query to a Parquet file, with `metadata` by key. */
export function copySql(query: string, file: string, metadata: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(metadata).map(([key, text]) => `${key}: ${quoted(text)}`);
  const beside = pairs.length > 0 ? `, KV_METADATA {${pairs.join(', ')}}` : '';
  return `COPY (${query}) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd${beside})`;
}
