import { featuresOf } from './features.sql.ts';
import { squarable } from './selection.sql.ts';

/**
 * The rolling features of readings, summed up by series: how many values there are, their mean and sample deviation, and the means of the
 * rolling mean, of the rolling deviation and of the size of a change. Runs on DuckDB and Spark.
 */
export const featureStatisticsOf = (readings: string) => `
SELECT device, interface, metric, CAST(count(*) AS DOUBLE) AS n, avg(value) AS mean, stddev_samp(${squarable}) AS deviation,
  avg(mean5) AS mean5, avg(dev5) AS dev5, avg(abs(change)) AS change
FROM (${featuresOf(readings)}) AS features
GROUP BY device, interface, metric`;
