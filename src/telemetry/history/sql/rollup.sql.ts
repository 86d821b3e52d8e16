import type { HistoryBucket } from '../../../domain/history-reader.ts';
import { distinctSql, squarable } from './selection.sql.ts';

/** How the start of a bucket is found. Five-minute buckets have no form that both engines know, so they are stored. */
const bucketStarts: Record<HistoryBucket, string> = {
  minute: "date_trunc('minute', ts)",
  'five-minutes': 'bucket',
  hour: "date_trunc('hour', ts)",
  day: "date_trunc('day', ts)",
};

const measures = 'n, mean, deviation, least, median, p95, most';

/** Where a bucket has one reading, a stored roll-up has no more than its mean. */
const storedMeasures = `n, mean, deviation, ${['least', 'median', 'p95', 'most'].map((name) => `coalesce(${name}, mean) AS ${name}`).join(', ')}`;

/**
 * Readings of a source with the columns of `samples`, summed up by bucket: ts (its start), n, mean, deviation (of the sample; null for a single value),
 * least, median, p95, most. Runs on DuckDB and Spark.
 */
export const summedSql = (bucket: HistoryBucket, source: string, condition: string) => `
SELECT device, interface, metric, ${bucketStarts[bucket]} AS ts,
  CAST(count(*) AS DOUBLE) AS n, avg(value) AS mean, stddev_samp(${squarable}) AS deviation, min(value) AS least,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY value) AS p95,
  max(value) AS most
FROM (${distinctSql(source, condition)}) AS readings
GROUP BY device, interface, metric, ${bucketStarts[bucket]}`;

/** What `rollups` is bound to: parts that were stored, and readings that are summed up while they are read. */
export interface RollupSources {
  bucket: HistoryBucket;
  /** Times as SQL takes them, half-open. */
  from: string;
  to: string;
  /** A table of stored roll-ups of the bucket; null for none. */
  stored: string | null;
  /** A table with the columns of `samples`: those readings that no stored roll-up has. Null for none. */
  readings: string | null;
}

/** The text behind `rollups`. Runs on DuckDB and Spark. */
export function rollupsSql({ bucket, from, to, stored, readings }: RollupSources): string {
  const within = `ts >= CAST('${from}' AS TIMESTAMP) AND ts < CAST('${to}' AS TIMESTAMP)`;
  const parts = [
    ...(stored === null
      ? []
      : [`SELECT device, interface, metric, ts, ${storedMeasures} FROM ${stored} WHERE ${within}`]),
    ...(readings === null ? [] : [`SELECT * FROM (${summedSql(bucket, readings, within)}) AS summed`]),
  ];
  return parts.join('\nUNION ALL\n');
}

/**
 * The roll-ups of a selection: `?` stands for device (or null), device again, interface (or null), interface again, metric (or null) and metric again.
 * Which buckets they are and of which span says what `rollups` is bound to. Runs on DuckDB and Spark.
 */
export const rollupSql = `
SELECT device, interface, metric, ts, ${measures}
FROM rollups
WHERE (CAST(? AS VARCHAR(255)) IS NULL OR device = ?)
  AND (CAST(? AS VARCHAR(255)) IS NULL OR interface = ?)
  AND (CAST(? AS VARCHAR(255)) IS NULL OR metric = ?)`;
