import { featuresSql } from './features.sql.ts';
import { squarable } from './selection.sql.ts';

/**
 * The rolling features of a selection, summed up by series: how many values there are, their mean and sample deviation, and the means of the
 * rolling mean, of the rolling deviation and of the size of a change. Runs on DuckDB and Spark.
 */
export const featureStatisticsSql = `
SELECT device, interface, metric, CAST(count(*) AS DOUBLE) AS n, avg(value) AS mean, stddev_samp(${squarable}) AS deviation,
  avg(mean5) AS mean5, avg(dev5) AS dev5, avg(abs(change)) AS change
FROM (${featuresSql}) AS features
GROUP BY device, interface, metric`;
