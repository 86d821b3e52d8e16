import { selectionSql } from './selection.sql.ts';

/** Percentiles of each series of a selection in the columns p0, p1 …; before the selection's parameters stands one for each share. Runs on DuckDB and Spark. */
export const percentilesSql = (shares: number) => `
SELECT device, interface, metric, count(*) AS n,
  ${Array.from({ length: shares }, (_, i) => `percentile_cont(CAST(? AS DOUBLE)) WITHIN GROUP (ORDER BY value) AS p${i}`).join(',\n  ')}
FROM (${selectionSql}) AS selection
GROUP BY device, interface, metric`;
