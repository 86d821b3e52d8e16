import { NocturneError } from '../../errors.ts';
import { badCell, type CsvTable, parseCell, readCsv } from './csv.ts';

/** Rows of `time,entity,<metrics…>`, as they stand in the file. */
export interface WideRows extends Pick<CsvTable, 'file' | 'lines'> {
  metrics: string[];
  /** Text of the first two columns, for the output. */
  times: string[];
  entities: string[];
  /** Milliseconds since 1970, or since an unknown start when the file counts from 0. */
  timesMs: Float64Array;
  /** Row-major; NaN is missing. */
  values: Float64Array;
  count: number;
}

/** Labels and notes that a detector must not see. */
const ignored = ['label', 'change_point', 'interpretation', 'cause'];

const minuteMs = 60_000;

/**
 * Reads a wide CSV, `.gz` or plain. Without a column `entity` all rows are one device. Throws `bad-csv`, naming row and column, for a missing
 * or unreadable time and for a metric that is not a number; empty cells are missing metrics.
 *
 * @param wanted the metrics to read, in this order; default all
 */
export function readWideCsv(file: string, wanted?: string[]): WideRows {
  return parseWideTable(readCsv(file), wanted);
}

/** The same for a table that was read before. */
export function parseWideTable(table: CsvTable, wanted?: readonly string[]): WideRows {
  const { file, lines } = table;
  const metrics =
    wanted ?? table.columns.filter((name) => name !== '' && ![...ignored, 'time', 'entity'].includes(name));
  if (metrics.length === 0) throw new NocturneError('bad-csv', `${file} has no metric besides time and entity`);
  const at = ['time', ...metrics].map((name) => {
    const column = table.columns.indexOf(name);
    if (column < 0) throw new NocturneError('bad-csv', `${file} has no column ${name}`);
    return column;
  });
  const entity = table.columns.indexOf('entity');
  const count = table.rows.length;
  const values = new Float64Array(count * metrics.length);
  for (let i = 0; i < count; i++) {
    for (let f = 0; f < metrics.length; f++) values[i * metrics.length + f] = parseCell(table, i, at[f + 1]!);
  }
  return {
    file,
    lines,
    metrics: [...metrics],
    times: table.rows.map((cells) => cells[at[0]!]!),
    entities: table.rows.map((cells) => (entity < 0 ? '' : cells[entity]!)),
    timesMs: parseTimes(table, at[0]!),
    values,
    count,
  };
}

/**
 * The time of each row in milliseconds. Numbers are seconds or milliseconds since 1970 by their size; small ones count seconds, or minutes when
 * they go up by 1. Throws `bad-csv`, naming row and column.
 */
function parseTimes(table: CsvTable, column: number): Float64Array {
  const numeric = /^-?\d+(\.\d+)?$/;
  const times = Float64Array.from(table.rows, (cells, i) => {
    const text = cells[column]!.trim();
    const value = numeric.test(text) ? Number(text) : parseDate(text);
    if (Number.isNaN(value)) throw badCell(table, i + 1, 'time', `"${text}" is not a time`);
    return value;
  });
  if (!numeric.test(table.rows[0]?.[column]?.trim() ?? '')) return times;
  const first = Math.abs(times[0]!);
  if (first > 1e11) return times;
  const step = times.length > 1 ? times.find((time) => time !== times[0]!)! - times[0]! : 1;
  const unit = first < 1e8 && step === 1 ? minuteMs : 1000;
  return times.map((time) => time * unit);
}

/** Dates without a zone are UTC. */
function parseDate(text: string): number {
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
  const parsed = Date.parse(zoned);
  return Number.isNaN(parsed) ? Date.parse(`${text} UTC`) : parsed;
}
