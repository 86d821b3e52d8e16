import { selectionSql } from './selection.sql.ts';

/** Every value of a selection. Runs on DuckDB and Spark. */
export const rangeSql = `
SELECT device, interface, metric, ts, value
FROM (${selectionSql}) AS selection`;
