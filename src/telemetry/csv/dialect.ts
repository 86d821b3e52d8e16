import { badCell, type CsvPlace } from './csv-rows.ts';

/** What spreadsheets, pandas, R and databases write where there is no value. */
const missing = new Set(['', 'nan', 'na', 'n/a', '#n/a', 'null', 'none', 'nil', '-', '?', '<na>']);
const truths: Record<string, number> = { true: 1, false: 0, yes: 1, no: 0 };
const withPoint = /^[+-]?\d+\.\d+$/;
const withComma = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;

/** What stands most often between the names of the first line, outside quotes: `,`, `;` or a tab. */
export function separatorOf(firstLine: string): string {
  const header = firstLine.replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: header.split(sign).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).sign;
}

/** Reads the numbers of one file as its writer meant them. */
export interface NumberReader {
  /** The number in a cell, and NaN where a word says that there is none. Throws `bad-csv`, naming the cell, for anything else. */
  number(text: string, place: CsvPlace, column: string): number;
  /** The same for a mark, which may be a word for yes or no. */
  mark(text: string, place: CsvPlace, column: string): number;
}

/**
 * Where cells are not separated by commas, a comma may be the decimal sign: unless a number has a point anywhere, then a number with a comma is none.
 */
export function createNumberReader(separator: string): NumberReader {
  const mayBeDecimal = separator !== ',';
  let hasPoint = false;
  let firstComma: (() => Error) | undefined;

  function read(text: string, place: CsvPlace, column: string): number {
    const bad = (cell: string) => () => badCell(place, column, `"${cell}" is not a number`);
    if (missing.has(text.toLowerCase())) return Number.NaN;
    if (mayBeDecimal && withComma.test(text)) {
      if (hasPoint) throw bad(text)();
      firstComma ??= bad(text);
      return Number(text.replace(',', '.'));
    }
    const value = Number(text);
    if (Number.isFinite(value)) return value;
    throw bad(text)();
  }

  function see(text: string): void {
    if (!mayBeDecimal || hasPoint || !withPoint.test(text)) return;
    hasPoint = true;
    if (firstComma) throw firstComma();
  }

  return {
    number(cell, place, column) {
      const text = cell.trim();
      see(text);
      return read(text, place, column);
    },
    mark(cell, place, column) {
      const text = cell.trim();
      return truths[text.toLowerCase()] ?? read(text, place, column);
    },
  };
}
