import { selectionSql } from './selection.sql.ts';

/**
 * The values of a selection in order of time, each with the number of the reading that it came in, from 0. Places of one moment, and the values of
 * one reading, are in the order in which they were first heard, as a recording of them would have it. DuckDB only.
 */
export const readingsSql = `
SELECT dense_rank() OVER (ORDER BY ts, place) - 1 AS reading, device, interface, metric, ts, value
FROM (${selectionSql}) AS selection
JOIN (
  SELECT device, interface, metric, id, min(id) OVER (PARTITION BY device, interface) AS place FROM series
) AS named USING (device, interface, metric)
ORDER BY ts, place, id`;
