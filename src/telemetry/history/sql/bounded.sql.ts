/**
 * The rows of a query that come first in an order, sorted by `result`. The column `found` says how many there are, counted up to one more than are
 * given. `?` stands for that one more and for the number of rows, behind the parameters of the query. Runs on DuckDB and Spark.
 */
export const boundedSql = (query: string, { first, result }: { first: string; result: string }) => `
SELECT * FROM (
  SELECT chosen.*, row_number() OVER (ORDER BY ${first}) AS back, count(*) OVER () AS found
  FROM (${query} ORDER BY ${first} LIMIT CAST(? AS INTEGER)) AS chosen
) AS numbered
WHERE back <= ?
ORDER BY ${result}`;
