import { selectionSql } from './selection.sql.ts';

/** The last values of each series of a selection; a further `?` stands for how many. Runs on DuckDB and Spark. */
export const lastSql = `
SELECT device, interface, metric, ts, value
FROM (
  SELECT device, interface, metric, ts, value,
    row_number() OVER (PARTITION BY device, interface, metric ORDER BY ts DESC NULLS LAST) AS age
  FROM (${selectionSql}) AS selection
) AS aged
WHERE age <= ?`;
