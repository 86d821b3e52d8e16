import { selectionSql, squarable } from './selection.sql.ts';

const bySeries = 'PARTITION BY device, interface, metric ORDER BY ts ASC NULLS LAST';
const lastFive = `(${bySeries} ROWS BETWEEN 4 PRECEDING AND CURRENT ROW)`;

/**
 * The rolling features of readings, which have a value for each place, metric and time: mean and sample deviation over five, lag 1, and the change since the row before. The change is per
 * row: seconds between two timestamps have no form that both engines know, so the reader divides. Runs on DuckDB and Spark.
 */
export const featuresOf = (readings: string) => `
SELECT device, interface, metric, ts, value,
  avg(value) OVER ${lastFive} AS mean5,
  stddev_samp(${squarable}) OVER ${lastFive} AS dev5,
  lag(value, 1) OVER (${bySeries}) AS lag1,
  value - lag(value, 1) OVER (${bySeries}) AS change
FROM ${readings}`;

/** The same of a selection. */
export const featuresSql = featuresOf(`(${selectionSql}) AS selection`);
