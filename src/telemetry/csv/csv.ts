import { CsvError, parse } from 'csv-parse/sync';
import { NocturneError } from '../../errors.ts';
import { readText } from './text-file.ts';

/** A CSV file in memory: its first row names the columns. */
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

/**
 * Splits CSV text into rows (RFC 4180; a quote in the middle of a cell is taken as it is).
 *
 * @param trim leaves out blanks around cells, unless they are quoted
 * @param separator what stands between two cells
 */
export function parseRows(text: string, { trim = false, separator = ',' } = {}): CsvRows {
  const rows: CsvRows = { records: [], lines: [1], openQuote: null };
  const take = (cells: string[]) => {
    rows.records.push(cells);
    rows.lines.push(rows.lines.at(-1)! + linesOf(cells));
    return null;
  };
  const form = { bom: true, record_delimiter: ['\r\n', '\n'], relax_column_count: true, relax_quotes: true, trim };
  const delimiter = separator;
  try {
    parse(text, { ...form, delimiter, on_record: take });
  } catch (thrown) {
    if (!(thrown instanceof CsvError) || thrown.code !== 'CSV_QUOTE_NOT_CLOSED') throw thrown;
    rows.openQuote = Number(thrown.column);
  }
  return rows;
}

/**
 * Reads a CSV file. Throws `bad-csv`, naming row and column, when a row has too few or too many cells, when a quote is never closed, and when the
 * header is empty or names a column twice. Row 1 is the first after the header.
 */
export function readCsv(file: string, { separator = ',' } = {}): CsvTable {
  const { records, lines, openQuote } = parseRows(readText(file), { separator });
  if (openQuote !== null) {
    const name = records[0]?.[openQuote]?.trim() ?? `number ${openQuote + 1}`;
    throw badCell({ file, lines }, records.length, name, 'begins with a quote that is never closed');
  }
  while (records.at(-1)?.join() === '') records.pop();
  const [header, ...rows] = records;
  if (!header) throw new NocturneError('bad-csv', `${file} is empty: its first line must name the columns`);
  const columns = header.map((name) => name.trim());
  const table = { file, columns, rows, lines };
  checkHeader(table);
  for (const [i, cells] of rows.entries()) checkLength(table, i + 1, cells);
  return table;
}

/** Counted here, because csv-parse takes a Windows line end within quotes for two. */
const linesOf = (cells: readonly string[]) =>
  cells.reduce((lines, cell) => lines + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 1);

function checkLength(table: CsvTable, row: number, cells: readonly string[]): void {
  const { length } = table.columns;
  if (cells.length < length) throw badCell(table, row, table.columns[cells.length]!, 'is missing');
  if (cells.length > length)
    throw badCell(table, row, `number ${length + 1}`, `"${cells[length]}" is one cell too many`);
}

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

/** The number in a cell; NaN when it is empty or `nan`. Throws `bad-csv`, naming row and column, for anything else. */
export function parseCell(table: CsvTable, row: number, column: number): number {
  const text = table.rows[row]![column]!;
  if (text === '' || text === 'nan' || text === 'NaN') return Number.NaN;
  const value = Number(text);
  if (Number.isFinite(value) && text.trim() !== '') return value;
  throw badCell(table, row + 1, table.columns[column]!, `"${text}" is not a number`);
}

/** An error about one cell; row 1 is the first after the header. */
export function badCell(
  { file, lines }: Pick<CsvTable, 'file' | 'lines'>,
  row: number,
  column: string,
  problem: string,
): NocturneError {
  return new NocturneError('bad-csv', `${file}, row ${row} (line ${lines[row]}), column ${column}: ${problem}`, {
    detail: { file, row, column },
  });
}

/** A cell as CSV text, quoted when it must be. */
export function quoteCell(text: string): string {
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function checkHeader(table: CsvTable): void {
  for (const [i, name] of table.columns.entries()) {
    // pandas writes its index under an empty name in the first column.
    if (name === '' && i > 0) throw badCell(table, 0, `number ${i + 1}`, 'has no name');
    if (table.columns.indexOf(name) !== i) throw badCell(table, 0, name, 'is there twice');
  }
}
