import { selectionSql } from './selection.sql.ts';

/** The last `count` values of each series of a selection, oldest first. `count` is a whole number. Runs on DuckDB and Spark. */
export const latestSql = (count: number) => `
SELECT device, interface, metric, ts, value
FROM (
  SELECT device, interface, metric, ts, value,
    row_number() OVER (PARTITION BY device, interface, metric ORDER BY ts DESC NULLS LAST) AS back
  FROM (${selectionSql}) AS selection
) AS numbered
WHERE back <= ${Math.trunc(count)}
ORDER BY device ASC NULLS LAST, interface ASC NULLS LAST, metric ASC NULLS LAST, ts ASC NULLS LAST`;
