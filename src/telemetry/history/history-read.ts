import { type DuckDBConnection, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { type Found, splitBySeries } from './by-series.ts';
import type { Statement } from './history-statements.ts';
import { withParameters } from './sql-text.ts';

/** A number of a result: a time in milliseconds, NULL as NaN. */
function toNumber(value: DuckDBValue): number {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  return value === null ? Number.NaN : Number(value);
}

/** Runs a statement and splits its rows by series. */
export async function readBySeries(connection: DuckDBConnection, statement: Statement): Promise<Found> {
  const reader = await connection.runAndReadAll(withParameters(statement));
  return splitBySeries(reader.columnNames(), reader.getColumns(), toNumber);
}
