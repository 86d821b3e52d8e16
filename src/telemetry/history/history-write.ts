import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import type { HistoryBatch } from './history-batch.ts';

/** DuckDB's vectors hold this many rows (STANDARD_VECTOR_SIZE). */
const chunkRows = 2048;

async function appendRows(connection: DuckDBConnection, batch: HistoryBatch): Promise<void> {
  const rows = await connection.createAppender('hot');
  for (let from = 0; from < batch.at.length; from += chunkRows) {
    const to = Math.min(from + chunkRows, batch.at.length);
    const chunk = DuckDBDataChunk.create([INTEGER, BIGINT, DOUBLE], to - from);
    chunk.setColumnValues(0, Array.from(batch.series.subarray(from, to)));
    chunk.setColumnValues(1, Array.from(batch.at.subarray(from, to), BigInt));
    chunk.setColumnValues(2, Array.from(batch.value.subarray(from, to)));
    rows.appendDataChunk(chunk);
  }
  rows.closeSync();
}

async function appendSeries(connection: DuckDBConnection, series: HistoryBatch['newSeries']): Promise<void> {
  const rows = await connection.createAppender('series');
  for (const { id, name } of series) {
    rows.appendInteger(id);
    for (const part of name) rows.appendVarchar(part);
    rows.endRow();
  }
  rows.closeSync();
}

/** Runs all of it or nothing. */
export async function inTransaction(connection: DuckDBConnection, work: () => Promise<unknown>): Promise<void> {
  await connection.run('BEGIN');
  try {
    await work();
    await connection.run('COMMIT');
  } catch (thrown) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw thrown;
  }
}

/** Stores a batch with its new series: all of it or nothing. */
export function insertBatch(connection: DuckDBConnection, batch: HistoryBatch): Promise<void> {
  return inTransaction(connection, async () => {
    await appendSeries(connection, batch.newSeries);
    await appendRows(connection, batch);
  });
}
