const minuteMs = 60_000;
const fiveMinutes = 300_000;

/** DuckDB only: what the embedded history keeps in its own file until a day is sealed into Parquet. */
export const tablesSql = `
CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, device VARCHAR NOT NULL, interface VARCHAR NOT NULL, metric VARCHAR NOT NULL);
CREATE TABLE IF NOT EXISTS hot (series INTEGER NOT NULL, "at" BIGINT NOT NULL, value DOUBLE NOT NULL);
CREATE TABLE IF NOT EXISTS sealed (day VARCHAR NOT NULL, file VARCHAR PRIMARY KEY);
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

/** DuckDB only: the Parquet files of finished days with their checksums; `?` stands for the first day and the last, both as YYYY-MM-DD. */
export const sealedFilesSql =
  'SELECT file, checksum FROM sealed LEFT JOIN checksums USING (file) WHERE day BETWEEN ? AND ? ORDER BY file';

/** DuckDB only: `?` stands for a file and its checksum. A file's name can come again after that file is gone. */
export const addChecksumSql = 'INSERT OR REPLACE INTO checksums VALUES (?, ?)';

/** A text as SQL writes it. */
export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The order of rows in a file. */
export const seriesOrder = 'device, interface, metric, ts';

/** DuckDB only: the rows of Parquet files. Their names stand in it, because a view takes no parameters. */
export const fileSamplesSql = (files: readonly string[]) =>
  `SELECT ts, bucket, device, interface, metric, value FROM read_parquet([${files.map(quoted).join(', ')}])`;

/** DuckDB only: binds `samples` to the open file and to sealed Parquet files. */
export function samplesViewSql(files: readonly string[]): string {
  const sealed = files.length === 0 ? '' : `UNION ALL ${fileSamplesSql(files)}`;
  return `CREATE OR REPLACE TEMP VIEW samples AS ${hotSamplesSql} ${sealed}`;
}

/** DuckDB only: writes the outcome of a query to a Parquet file, with `metadata` by key. The query's parameters are the statement's. */
export function copySql(query: string, file: string, metadata: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(metadata).map(([key, text]) => `${key}: ${quoted(text)}`);
  const beside = pairs.length > 0 ? `, KV_METADATA {${pairs.join(', ')}}` : '';
  return `COPY (${query}) TO ${quoted(file)} (FORMAT parquet, COMPRESSION zstd${beside})`;
}
