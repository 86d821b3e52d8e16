import { selectionSql } from './selection.sql.ts';

/** Every value of a selection, series by series, oldest first. Runs on DuckDB and Spark. */
export const rangeSql = `
SELECT device, interface, metric, ts, value
FROM (${selectionSql}) AS selection
ORDER BY device ASC NULLS LAST, interface ASC NULLS LAST, metric ASC NULLS LAST, ts ASC NULLS LAST`;
