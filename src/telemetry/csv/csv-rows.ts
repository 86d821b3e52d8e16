import { NocturneError } from '../../errors.ts';

/** Where a row of a CSV file is: row 1 is the first after the header, `line` is the one of the file on which it begins. */
export interface CsvPlace {
  file: string;
  row: number;
  line: number;
}

/** RFC 4180, with either line end; a quote in the middle of a cell is taken as it is. Options of csv-parse. */
export const csvForm = { bom: true, record_delimiter: ['\r\n', '\n'], relax_column_count: true, relax_quotes: true };

/** An error about one cell. */
export function badCell({ file, row, line }: CsvPlace, column: string, problem: string, hint?: string): NocturneError {
  return new NocturneError('bad-csv', `${file}, row ${row} (line ${line}), column ${column}: ${problem}`, {
    ...{ hint, detail: { file, row, column } },
  });
}

/** How many lines a row stands on. Counted here, because csv-parse takes a Windows line end within quotes for two. */
export const linesOf = (cells: readonly string[]) =>
  cells.reduce((lines, cell) => lines + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 1);

/** An empty line: no row at the end of a file, and one that lacks cells before it. */
export const isEmptyLine = (cells: readonly string[]) => cells.length === 1 && cells[0] === '';

/** The names of the columns. Throws `bad-csv` for one that is missing or there twice. */
export function readHeader(place: CsvPlace, cells: readonly string[]): string[] {
  const columns = cells.map((name) => name.trim());
  for (const [i, name] of columns.entries()) {
    // pandas writes its index under an empty name in the first column.
    if (name === '' && i > 0) throw badCell(place, `number ${i + 1}`, 'has no name');
    if (columns.indexOf(name) !== i) throw badCell(place, name, 'is there twice');
  }
  return columns;
}

/** Throws `bad-csv` for a row with too few or too many cells. */
export function checkLength(columns: readonly string[], place: CsvPlace, cells: readonly string[]): void {
  const { length } = columns;
  if (cells.length < length) throw badCell(place, columns[cells.length]!, 'is missing');
  if (cells.length > length) throw badCell(place, `number ${length + 1}`, `"${cells[length]}" is one cell too many`);
}

/** A quote at the beginning of the cell with this number, from 0, that is never closed. */
export const openQuote = (columns: readonly string[], place: CsvPlace, cell: number): NocturneError =>
  badCell(place, columns[cell] ?? `number ${cell + 1}`, 'begins with a quote that is never closed');

export const emptyFile = (file: string): NocturneError =>
  new NocturneError('bad-csv', `${file} is empty: its first line must name the columns`);
