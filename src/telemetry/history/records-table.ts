import { type DuckDBConnection, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import type { Cell, HistoryQuestion, HistoryRecords } from '../../domain/history-table.ts';
import { withParameters } from './sql-text.ts';

const types = { text: 'VARCHAR', number: 'DOUBLE', time: 'TIMESTAMP' } as const;

/** Makes tables of a connection's own of records. */
export async function bindRecords(connection: DuckDBConnection, records: readonly HistoryRecords[]): Promise<void> {
  for (const { name, columns, rows } of records) {
    const named = columns.map((column) => `"${column.name}" ${types[column.type]}`).join(', ');
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${named})`);
    const appender = await connection.createAppender(name);
    for (const row of rows) {
      columns.forEach(({ type }, i) => {
        const value = row[i] ?? null;
        if (value === null) appender.appendNull();
        else if (type === 'text') appender.appendVarchar(String(value));
        else if (type === 'number') appender.appendDouble(Number(value));
        else appender.appendTimestamp(new DuckDBTimestampValue(BigInt(Math.round(Number(value))) * 1000n));
      });
      appender.endRow();
    }
    appender.closeSync();
  }
}

/** The columns and rows of a question; one row more than it may have says that there are more. */
export interface ReadTable {
  columns: string[];
  rows: Cell[][];
}

export async function readTable(connection: DuckDBConnection, question: HistoryQuestion): Promise<ReadTable> {
  const reader = await connection.runAndReadAll(withParameters({ ...question, sql: limitedSql(question) }));
  return { columns: reader.columnNames(), rows: reader.getRows().map((row) => row.map(toCell)) };
}

/** A question asks for one row more than it may give. Runs on DuckDB and Spark. */
export const limitedSql = ({ sql, rows }: HistoryQuestion) => `${sql}\nLIMIT ${Math.floor(rows) + 1}`;

function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  return Number(value);
}
