import { NocturneError } from '../../errors.ts';
import { type ColumnNames, type ColumnRole, findRoles } from './column-roles.ts';
import type { CsvPlace } from './csv-rows.ts';
import { type CsvRow, streamCsv } from './csv-stream.ts';
import { createNumberReader, separatorOf } from './dialect.ts';
import { readChunks } from './text-file.ts';
import { createTimeColumn, type TimeForm } from './times.ts';
import { createLabelReader, type LabelKind, labelKindOf } from './wide-labels.ts';

/** What people say about a wide CSV: `time,entity,<metrics…>`. */
export interface WideOptions extends TimeForm {
  /** Columns with a role that have other than the usual names. */
  names?: ColumnNames;
  /** Roles without which the file can't be used. */
  needs?: readonly ColumnRole[];
  /** The metrics to read, in this order; all when left out. */
  wanted?: readonly string[];
  /** False leaves the labels unread, whatever they hold. */
  labels?: boolean;
  /** Told how many bytes of how many were read. */
  onRead?: (done: number, total: number) => void;
}

/** What the header of a wide CSV says. */
export interface WideHead {
  metrics: readonly string[];
  /** Without it the rows are in the order of time. */
  hasTime: boolean;
  labelledBy: LabelKind | null;
}

/** One row. It is good until the next one comes: whoever keeps it takes a copy. */
export interface WideRow extends CsvPlace {
  /** As the file has it. */
  time: string;
  /** Later times have larger ones; see {@link WideEnd.toMs}. */
  order: number;
  /** Empty when there is no such column: all rows are one device then. */
  entity: string;
  /** In the order of the metrics; NaN is missing. */
  values: Float64Array;
  /** 1 for an anomalous row, else 0. */
  label: number;
  /** Empty when there is no such column. */
  cause: string;
}

/** What is known when every row was read. */
export interface WideEnd {
  head: WideHead;
  rows: number;
  /** Milliseconds since 1970 of a row's `order`; since an unknown beginning when the file counts from one. */
  toMs(order: number): number;
}

/** Columns that a detector must not see. */
const ignored = ['label', 'change_point', 'interpretation', 'cause'];

/**
 * Reads a wide CSV, `.gz` or plain, of any size: row by row. `;` or a tab between the cells, a comma in numbers, the usual names of columns and
 * the usual words for a missing value are understood. Throws `bad-csv`, naming row and column, and what reading a file throws.
 */
export async function readWideCsv(
  file: string,
  options: WideOptions,
  begin: (head: WideHead) => (row: WideRow) => void,
): Promise<WideEnd> {
  let separator = ',';
  let opened: ReturnType<typeof openWide> | undefined;
  let rows = 0;
  const find = (firstLine: string) => {
    separator = separatorOf(firstLine);
    return separator;
  };
  await streamCsv(file, readChunks(file, options.onRead), find, (columns) => {
    opened = openWide(file, columns, separator, options);
    const { read, head } = opened;
    const take = begin(head);
    return (row) => {
      rows += 1;
      take(read(row));
    };
  });
  const { head, toMs } = opened!;
  return { head, rows, toMs };
}

function openWide(file: string, columns: readonly string[], separator: string, options: WideOptions) {
  const { names = {}, needs = [] } = options;
  const roles = findRoles(file, columns, names, needs);
  const nameOf = (i: number) => (Object.keys(roles) as ColumnRole[]).find((role) => roles[role] === i) ?? columns[i]!;
  const ours = columns.map((_, i) => nameOf(i));
  const metrics = options.wanted ?? ours.filter((name) => !['', ...ignored, 'time', 'entity'].includes(name));
  if (metrics.length === 0) throw new NocturneError('bad-csv', `${file} has no metric besides time and entity`);
  const at = metrics.map((name) => columnOf(file, ours, name));
  const numbers = createNumberReader(separator);
  const times = createTimeColumn('time', options);
  const labelledBy = options.labels === false ? null : labelKindOf(ours);
  const labels = labelledBy && createLabelReader(labelledBy);
  const labelAt = labelledBy ? ours.indexOf(labelledBy) : -1;
  const { time, entity, cause } = roles;
  const row: WideRow = {
    ...{ file, row: 0, line: 0, time: '', order: 0, entity: '', label: 0, cause: '' },
    values: new Float64Array(metrics.length),
  };

  function read({ cells, ...place }: CsvRow): WideRow {
    for (let m = 0; m < at.length; m++) row.values[m] = numbers.number(cells[at[m]!]!, place, ours[at[m]!]!);
    row.row = place.row;
    row.line = place.line;
    if (time !== undefined) row.time = cells[time]!;
    row.order = time === undefined ? place.row : times.push(row.time, place);
    if (entity !== undefined) row.entity = cells[entity]!;
    if (labels) row.label = labels.read(numbers.mark(cells[labelAt]!, place, labelledBy), row, cells[labelAt]!);
    if (cause !== undefined) row.cause = cells[cause]!.trim();
    return row;
  }

  const head: WideHead = { metrics, hasTime: time !== undefined, labelledBy };
  return { head, read, toMs: (order: number) => (time === undefined ? order : times.toMs(order)) };
}

function columnOf(file: string, columns: readonly string[], name: string): number {
  const at = columns.indexOf(name);
  if (at >= 0) return at;
  throw new NocturneError('bad-csv', `${file} has no column ${name}`, {
    hint: `its columns are ${columns.slice(0, 8).join(', ')}`,
  });
}
