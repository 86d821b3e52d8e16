import { bucketMs, type HistoryBucket } from '../../../domain/history-reader.ts';
import { bySeries, distinctSql, squarable } from './selection.sql.ts';
import { fileSamplesSql } from './tables.sql.ts';

// What is read by people and by Spark is asked with `summedSql`. This says the same for the one who writes it, in a third of the time: series are
// numbers, readings that come twice are found once for all buckets, and no percentile is looked for where one or two readings have them.

/** DuckDB only: the devices of files by name, with the number of their rows. */
export const fileDevicesSql = (files: readonly string[]) => `
SELECT device, CAST(count(*) AS DOUBLE) FROM (${fileSamplesSql(files)}) AS samples GROUP BY device ORDER BY device`;

/**
 * DuckDB only: puts the readings of files into a table of the connection's own: series, at (milliseconds since 1970), value. `?` stands for the first device
 * and the last.
 */
export const dayReadingsSql = (files: readonly string[]) => `
CREATE OR REPLACE TEMP TABLE day_readings AS
SELECT series.id AS series, epoch_ms(readings.ts) AS "at", readings.value
FROM (${distinctSql(`(${fileSamplesSql(files)}) AS samples`, 'device BETWEEN ? AND ?')}) AS readings
JOIN series ON series.device = readings.device AND series.interface = readings.interface AND series.metric = readings.metric`;

export const dropDayReadingsSql = 'DROP TABLE IF EXISTS day_readings';

const start = (bucket: HistoryBucket) => `"at" // ${bucketMs[bucket]}`;

/**
 * DuckDB only: the readings of the table, summed up by bucket, in the columns of a stored roll-up and in the order of a file. Where there is one reading,
 * all but n and mean are null.
 */
export const dayRollupSql = (bucket: HistoryBucket) => `
SELECT device, interface, metric, make_timestamp(summed.b * ${bucketMs[bucket] * 1000}) AS ts,
  CAST(summed.n AS DOUBLE) AS n, mean, deviation, CASE WHEN summed.n > 1 THEN least END AS least,
  CASE WHEN summed.n > 1 THEN coalesce(shares[1], least * 0.5 + most * 0.5) END AS median,
  CASE WHEN summed.n > 1 THEN coalesce(shares[2], least * (1 - CAST(0.95 AS DOUBLE)) + most * CAST(0.95 AS DOUBLE)) END AS p95,
  CASE WHEN summed.n > 1 THEN most END AS most
FROM (
  SELECT series, ${start(bucket)} AS b, count(*) AS n, avg(value) AS mean, stddev_samp(${squarable}) AS deviation,
    min(value) AS least, max(value) AS most
  FROM day_readings GROUP BY series, b
) AS summed
LEFT JOIN (
  SELECT series, b, quantile_cont(value, [0.5, 0.95]) AS shares
  FROM (
    SELECT series, ${start(bucket)} AS b, value, count(*) OVER (PARTITION BY series, ${start(bucket)}) AS n FROM day_readings
  ) AS counted
  WHERE n > 2 GROUP BY series, b
) AS many ON many.series = summed.series AND many.b = summed.b
JOIN (SELECT *, row_number() OVER (ORDER BY ${bySeries}) AS place FROM series) AS named ON named.id = summed.series
ORDER BY place, summed.b`;
