import { type DuckDBConnection, DuckDBTimestampValue, type DuckDBValue, VARCHAR } from '@duckdb/node-api';
import { type HistoryQuery, selectionParameters } from './history-query.ts';

/** Rows of one series, column by column. */
export interface ColumnsOfSeries {
  device: string;
  interface: string;
  metric: string;
  columns: Record<string, Float64Array>;
}

/** A number of a result: a time in milliseconds, NULL as NaN. */
function toNumber(value: DuckDBValue): number {
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  return value === null ? Number.NaN : Number(value);
}

/** Splits rows that are ordered by series. Columns 0 to 2 name the series; the rest become numbers. */
export async function readBySeries(
  connection: DuckDBConnection,
  sql: string,
  query: HistoryQuery,
): Promise<ColumnsOfSeries[]> {
  const parameters = selectionParameters(query);
  const reader = await connection.runAndReadAll(
    sql,
    parameters,
    parameters.map(() => VARCHAR),
  );
  const names = reader.columnNames();
  const columns = reader.getColumns();
  const [devices = [], ports = [], metrics = []] = columns as string[][];
  const sameSeries = (a: number, b: number) =>
    devices[a] === devices[b] && ports[a] === ports[b] && metrics[a] === metrics[b];
  const found: ColumnsOfSeries[] = [];
  for (let from = 0, to = 0; from < devices.length; from = to) {
    while (to < devices.length && sameSeries(from, to)) to += 1;
    const numbers: Record<string, Float64Array> = {};
    for (let column = 3; column < names.length; column += 1) {
      numbers[names[column]!] = Float64Array.from(columns[column]!.slice(from, to), toNumber);
    }
    found.push({ device: devices[from]!, interface: ports[from]!, metric: metrics[from]!, columns: numbers });
  }
  return found;
}
