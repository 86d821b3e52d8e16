import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { type Found, splitBySeries } from './by-series.ts';
import type { Statement } from './history-statements.ts';

/** A number of a result: a time in milliseconds, NULL as NaN. */
function toNumber(value: DuckDBValue): number {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  return value === null ? Number.NaN : Number(value);
}

/** What binds the parameters of a statement. */
export function bindings({ parameters }: Pick<Statement, 'parameters'>): [values: DuckDBValue[], types: DuckDBType[]] {
  return [parameters, parameters.map((value) => (typeof value === 'number' ? DOUBLE : VARCHAR))];
}

/** Runs a statement and splits its rows by series. */
export async function readBySeries(connection: DuckDBConnection, statement: Statement): Promise<Found> {
  const reader = await connection.runAndReadAll(statement.sql, ...bindings(statement));
  return splitBySeries(reader.columnNames(), reader.getColumns(), toNumber);
}
