import type { HistoryBucket } from '../../../domain/history-reader.ts';
import { selectionSql, squarable } from './selection.sql.ts';

/** How the start of a bucket is found. Five-minute buckets have no form that both engines know, so they are stored. */
const bucketStarts: Record<HistoryBucket, string> = {
  'five-minutes': 'bucket',
  hour: "date_trunc('hour', ts)",
  day: "date_trunc('day', ts)",
};

/** A selection, summed up by bucket. The deviation is the sample's; null for a single value. Runs on DuckDB and Spark. */
export const rollupSql = (bucket: HistoryBucket) => `
SELECT device, interface, metric, ${bucketStarts[bucket]} AS ts,
  CAST(count(*) AS DOUBLE) AS n, avg(value) AS mean, stddev_samp(${squarable}) AS deviation, min(value) AS least,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY value) AS median,
  percentile_cont(0.95) WITHIN GROUP (ORDER BY value) AS p95,
  max(value) AS most
FROM (${selectionSql}) AS selection
GROUP BY device, interface, metric, ${bucketStarts[bucket]}`;
