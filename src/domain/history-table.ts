import type { HistoryBucket, HistoryFailure } from './history-reader.ts';

/** A value of a table. A time is in milliseconds since 1970; null is none. */
export type Cell = string | number | null;

/** Rows that are not telemetry, such as incidents, beside which telemetry is asked: a table of its own for one question. */
export interface HistoryRecords {
  name: string;
  columns: readonly { name: string; type: 'text' | 'number' | 'time' }[];
  rows: readonly (readonly Cell[])[];
}

/**
 * A question whose answer is a table. `sql` reads `samples`, or `rollups` of a bucket, and the records by their names; it is written in what DuckDB and
 * Spark both understand, in an order that leaves nothing open. `?` stand for the parameters.
 */
export interface HistoryQuestion {
  sql: string;
  parameters: (string | number | null)[];
  /** Which days are read, half-open, in milliseconds since 1970. */
  span: { from: number; to: number };
  bucket?: HistoryBucket;
  records?: readonly HistoryRecords[];
  /** How many readings of each device it is about, where its rows are about one series each and in the order of devices: then it may be asked for some devices at a time. */
  ofDevices?: Pick<HistoryQuestion, 'sql' | 'parameters'>;
  /** Rows of the answer at most. */
  rows: number;
}

export interface HistoryTable {
  columns: string[];
  rows: Cell[][];
  /** There were more rows than were allowed. */
  more: boolean;
  /** What was taken later than this is not in the answer; null where everything is. */
  until: number | null;
}

export type HistoryTableAnswer =
  | { outcome: 'ok'; table: HistoryTable }
  | { outcome: 'failed'; why: HistoryFailure; reason: string };

export interface TableBounds {
  /** Milliseconds after which the question is called off. */
  withinMs: number;
  signal?: AbortSignal;
  /** Told the share that is done, from 0 to 1, while the answer is made. */
  onProgress?: (share: number) => void;
}

/** Who answers such questions: the embedded database, or Spark. */
export interface HistoryTables {
  table(question: HistoryQuestion, bounds: TableBounds): Promise<HistoryTableAnswer>;
}

/** For worlds that keep no history. */
export const noTables: HistoryTables = {
  table: async () => ({ outcome: 'failed', why: 'disabled', reason: 'no history is kept here' }),
};
