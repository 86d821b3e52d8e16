import { NocturneError } from '../../errors.ts';
import { readText } from './text-file.ts';

/** A CSV file in memory: the first line names the columns. */
export interface CsvTable {
  file: string;
  columns: string[];
  /** Cells of each row; all rows have as many cells as there are columns. */
  rows: string[][];
}

/**
 * Reads a CSV file (RFC 4180 without line breaks in cells). Throws `bad-csv`, naming row and column, when a row has too few or too many
 * cells, and when the header is empty or names a column twice. Row 1 is the first after the header.
 */
export function readCsv(file: string): CsvTable {
  const lines = readText(file)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  if (lines.length === 0) throw new NocturneError('bad-csv', `${file} is empty: its first line must name the columns`);
  const columns = splitLine(lines[0]!).map((name) => name.trim());
  checkHeader(file, columns);
  const rows: string[][] = [];
  for (let i = 1; i < lines.length; i++) {
    const cells = splitLine(lines[i]!);
    if (cells.length < columns.length) throw badCell(file, i, columns[cells.length]!, 'is missing');
    if (cells.length > columns.length) {
      throw badCell(file, i, `number ${columns.length + 1}`, `"${cells[columns.length]}" is one cell too many`);
    }
    rows.push(cells);
  }
  return { file, columns, rows };
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
  throw badCell(table.file, row + 1, table.columns[column]!, `"${text}" is not a number`);
}

/** An error about one cell; row 1 is the first after the header. */
export function badCell(file: string, row: number, column: string, problem: string): NocturneError {
  return new NocturneError('bad-csv', `${file}, row ${row} (line ${row + 1}), column ${column}: ${problem}`, {
    detail: { file, row, column },
  });
}

/** A cell as CSV text, quoted when it must be. */
export function quoteCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function checkHeader(file: string, columns: string[]): void {
  for (const [i, name] of columns.entries()) {
    // pandas writes its index under an empty name in the first column.
    if (name === '' && i > 0) throw badCell(file, 0, `number ${i + 1}`, 'has no name');
    if (columns.indexOf(name) !== i) throw badCell(file, 0, name, 'is there twice');
  }
}

function splitLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  for (const match of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    cells.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
  }
  return cells;
}
