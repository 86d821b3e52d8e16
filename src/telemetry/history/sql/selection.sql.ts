const asked = `(CAST(? AS VARCHAR(255)) IS NULL OR device = ?)
  AND (CAST(? AS VARCHAR(255)) IS NULL OR interface = ?)
  AND (CAST(? AS VARCHAR(255)) IS NULL OR metric = ?)
  AND ${withinSql('ts')}`;

/**
 * The part of the table `samples` that a query is about, for DuckDB and for Spark: `?` stands for device (or null), device again, interface
 * (or null), interface again, metric (or null), metric again, the first moment and the first one after the span, both as
 * 'YYYY-MM-DD hh:mm:ss.mmm' in UTC. The interface of a whole device's value is the empty text. Of several values at one time the largest is taken,
 * so that a sender's repeats change nothing. What is no finite number fails the comparison with both bounds, NaN because both engines sort it last.
 *
 * Columns of `samples`: ts TIMESTAMP (UTC), bucket TIMESTAMP (start of its five minutes), device, interface, metric VARCHAR, value DOUBLE.
 */
export const selectionSql = distinctSql('samples', asked);

/** Whether a time lies in a half-open span: `?` stands for its first moment and the first one after it. */
export function withinSql(column: string): string {
  return `${column} >= CAST(? AS TIMESTAMP) AND ${column} < CAST(? AS TIMESTAMP)`;
}

/** The values of a source that are finite numbers, one for each place, metric and time. */
export function distinctSql(source: string, condition: string): string {
  return `
SELECT device, interface, metric, ts, max(bucket) AS bucket, max(value) AS value
FROM ${source}
WHERE ${condition}
  AND value BETWEEN CAST('-1.7976931348623157e308' AS DOUBLE) AND CAST('1.7976931348623157e308' AS DOUBLE)
GROUP BY device, interface, metric, ts`;
}

/** How many rows of `samples` meet a condition, by the name of their device, with those that come twice. Runs on DuckDB and Spark. */
export const deviceRowsOf = (condition: string) => `
SELECT device, CAST(count(*) AS DOUBLE) AS n
FROM samples
WHERE ${condition}
GROUP BY device
ORDER BY device ASC NULLS LAST`;

/** The same of a selection; the parameters are the selection's. */
export const deviceRowsSql = deviceRowsOf(asked);

/**
 * A value whose square is a number still: the deviation leaves out larger ones, because DuckDB fails where a square is none, and one absurd value of
 * one sender would spoil every question about its time.
 */
export const squarable = "CASE WHEN value BETWEEN CAST('-1e150' AS DOUBLE) AND CAST('1e150' AS DOUBLE) THEN value END";

/** The order of series. */
export const bySeries = 'device ASC NULLS LAST, interface ASC NULLS LAST, metric ASC NULLS LAST';
