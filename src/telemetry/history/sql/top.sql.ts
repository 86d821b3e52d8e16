import type { HistoryMeasure } from '../../../domain/history-reader.ts';
import { selectionSql } from './selection.sql.ts';

const measures: Record<HistoryMeasure, string> = {
  mean: 'avg(value)',
  min: 'min(value)',
  median: 'percentile_cont(0.5) WITHIN GROUP (ORDER BY value)',
  p95: 'percentile_cont(0.95) WITHIN GROUP (ORDER BY value)',
  max: 'max(value)',
};

/** One measure of each series of a selection. Runs on DuckDB and Spark. */
export const topSql = (by: HistoryMeasure) => `
SELECT device, interface, metric, count(*) AS n, ${measures[by]} AS value
FROM (${selectionSql}) AS selection
GROUP BY device, interface, metric`;
