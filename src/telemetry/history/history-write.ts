import { BIGINT, DOUBLE, type DuckDBConnection, DuckDBDataChunk, INTEGER } from '@duckdb/node-api';
import type { HistoryBatch } from './history-batch.ts';
import { lastBatchSql } from './sql/tables.sql.ts';

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
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const done = await work();
    await connection.run('COMMIT');
    return done;
  } catch (thrown) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw thrown;
  }
}

/** The number of the last batch that was written; 0 before the first. */
export async function readLastBatch(connection: DuckDBConnection): Promise<number> {
  return Number((await connection.runAndReadAll(lastBatchSql)).getRows()[0]![0]);
}

/**
 * Stores a batch with its new series: all of it or nothing. One that is stored already changes nothing: whoever sent it did not hear of that,
 * because the thread ended first.
 */
export function insertBatch(connection: DuckDBConnection, batch: HistoryBatch): Promise<void> {
  return inTransaction(connection, async () => {
    if (batch.number <= (await readLastBatch(connection))) return;
    await appendSeries(connection, batch.newSeries);
    await appendRows(connection, batch);
    await connection.run('UPDATE written SET batch = ?', [batch.number], [DOUBLE]);
  });
}
