import { type CsvError, parse } from 'csv-parse/sync';
import { NocturneError } from '../../errors.ts';
import {
  badCell,
  type CsvPlace,
  checkLength,
  csvForm,
  emptyFile,
  isEmptyLine,
  linesOf,
  openQuote,
  readHeader,
} from './csv-rows.ts';
import { readText } from './text-file.ts';

/** A CSV file in memory: its first row names the columns. It is for small files; `streamCsv` reads any. */
export interface CsvTable {
  file: string;
  columns: string[];
  /** Cells of each row; all rows have as many cells as there are columns. */
  rows: string[][];
  /** The lines of the file on which the header and then each row begin. */
  lines: number[];
}

/** The rows of CSV text, the header among them. */
export interface CsvRows {
  records: string[][];
  /** The line on which each row begins, and behind them the one on which the next would. */
  lines: number[];
  /** The column, from 0, of a quote in the last row that is never closed; that row is not among the records. */
  openQuote: number | null;
}

/** Splits CSV text into rows. `trim` leaves out blanks around cells, unless they are quoted. */
export function parseRows(text: string, { trim = false } = {}): CsvRows {
  const rows: CsvRows = { records: [], lines: [1], openQuote: null };
  const take = (cells: string[]) => {
    rows.records.push(cells);
    rows.lines.push(rows.lines.at(-1)! + linesOf(cells));
    return null;
  };
  try {
    parse(text, { ...csvForm, trim, on_record: take });
  } catch (thrown) {
    if ((thrown as CsvError).code !== 'CSV_QUOTE_NOT_CLOSED') throw thrown;
    rows.openQuote = Number((thrown as CsvError).column);
  }
  return rows;
}

/**
 * Reads a CSV file. Throws `bad-csv`, naming row and column, when a row has too few or too many cells, when a quote is never closed, and when the
 * header is empty or names a column twice.
 */
export function readCsv(file: string): CsvTable {
  const { records, lines, openQuote: open } = parseRows(readText(file));
  const place = (row: number): CsvPlace => ({ file, row, line: lines[row]! });
  if (open === null) while (records.length > 0 && isEmptyLine(records.at(-1)!)) records.pop();
  const [header, ...rows] = records;
  if (!header && open === null) throw emptyFile(file);
  const columns = header ? readHeader(place(0), header) : [];
  for (const [i, cells] of rows.entries()) checkLength(columns, place(i + 1), cells);
  if (open !== null) throw openQuote(columns, place(records.length), open);
  return { file, columns, rows, lines };
}

/** Where a row of a table is; 0 is the first. */
export const placeOf = ({ file, lines }: CsvTable, row: number): CsvPlace => ({
  ...{ file, row: row + 1, line: lines[row + 1]! },
});

/** The positions of columns by name. Throws `bad-csv` for one that is not there. */
export function findColumns<const N extends string>(table: CsvTable, names: readonly N[]): Record<N, number> {
  const found = {} as Record<N, number>;
  for (const name of names) {
    found[name] = table.columns.indexOf(name);
    if (found[name] < 0) {
      throw new NocturneError('bad-csv', `${table.file} has no column ${name}`, {
        hint: `its columns are ${table.columns.slice(0, 8).join(', ')}`,
      });
    }
  }
  return found;
}

/** The number in a cell; NaN when it is empty or `nan`. Throws `bad-csv`, naming row and column, for anything else. Row 0 is the first. */
export function parseCell(table: CsvTable, row: number, column: number): number {
  const text = table.rows[row]![column]!;
  if (text === '' || text === 'nan' || text === 'NaN') return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value) && text.trim() !== '') return value;
  throw badCell(placeOf(table, row), table.columns[column]!, `"${text}" is not a number`);
}

/** A cell as CSV text, quoted when it must be. */
export function quoteCell(text: string): string {
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
