import type { HistoryChart } from '../charts/specs/history.ts';
import type { HistoryBucket } from '../domain/history-reader.ts';
import type { Cell } from '../domain/history-table.ts';

/** Half-open, in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** What somebody asks, read and checked: which places, which metric, of which time. */
export interface Asked {
  /** Null for all. */
  devices: string[] | null;
  /** Null for the whole device and all its interfaces. */
  interface: string | null;
  /** Null for all metrics, or for a question that is not about one. */
  metric: string | null;
  span: Span;
  /** The time that it is compared with; null where nothing is compared. */
  compared: Span | null;
  /** Which places, for people: `Switch-2`, `site Berlin (14 devices)`, `all places`. */
  places: string;
}

/** Rows that a question may read beside telemetry; `gather-records.ts` makes them. */
export type RecordsName = 'incidents' | 'anomalies' | 'importances';

export type Row = Record<string, Cell>;

/** How a value of a column is written for people. `value` is in the unit of the metric that is asked for. */
export type Format = 'text' | 'time' | 'day' | 'count' | 'value' | 'share' | 'change' | 'minutes' | 'number';

export interface Column {
  /** As the SQL calls it, and as CSV and JSON do. */
  name: string;
  title: string;
  format: Format;
}

/** The SQL of a question, with the values of its question marks. */
export interface QuestionSql {
  sql: string;
  parameters: (string | number | null)[];
}

/**
 * One question that the history answers: an SQL text that runs on DuckDB and Spark, a table, a chart and a sentence. Each has a file in `kinds/` and a
 * line in `list.ts`.
 */
export interface QuestionKind {
  /** A word: `/noc history <name>`. */
  name: string;
  /** What it tells, one line for help. */
  about: string;
  /** Whether it is about one metric, and which when none is named. */
  metric: { usual: string } | 'none' | 'any';
  /** That it is about the whole network, so that no place can be named. */
  places?: 'none';
  /** Whether two times are compared: the one before is taken when none is named. */
  compares?: true;
  /** How far back it looks when no time is named, in milliseconds. */
  usualMs: number;
  /** How many readings of each device it is about, where its rows are about one series each and in the order of devices. */
  ofDevices?(asked: Asked): QuestionSql;
  /** What it reads beside telemetry; it reads no telemetry then. */
  records?: RecordsName;
  /** The roll-ups that it reads; left out it reads readings. */
  bucket?(asked: Asked): HistoryBucket;
  sql(asked: Asked): QuestionSql;
  columns: readonly Column[];
  /** What the rows say, in one or two sentences of facts; there is at least one row. */
  sentence(rows: readonly Row[], asked: Asked): string;
  /** Null where there is nothing to draw. */
  chart(rows: readonly Row[], asked: Asked): HistoryChart | null;
}
