import { type Precision, precisionBySize, precisionWords, toMs } from '../precision.ts';
import { badCell, type CsvPlace } from './csv-rows.ts';
import { compactDate, createDateReader, type DateOrder, isCompactDate } from './dates.ts';

/** What people say about the times of a file. */
export interface TimeForm {
  /** Unit of its numbers; by their size when left out. */
  precision?: Precision | undefined;
  dateOrder?: DateOrder | undefined;
}

/** Reads the times of a column from top to bottom. What they are may only be known at its end. */
export interface TimeColumn {
  /** A number for the time in a cell, later times having larger ones. Throws `bad-csv`, naming the cell. */
  push(cell: string, place: CsvPlace): number;
  /** Milliseconds since 1970, or since a beginning of its own, of such a number; ask when every row was pushed. */
  toMs(pushed: number): number;
}

const numeric = /^-?\d+(\.\d+)?$/;
const minuteMs = 60_000;
/** What is smaller counts from a beginning of its own. */
const leastEpochSeconds = 1e8;
const tellUnit = 'name the unit with --precision';

/**
 * Numbers are in the unit that is given, else s, ms, us or ns since 1970 by their size, or the digits of a date; small ones count seconds, or minutes
 * when they go up by 1. Dates without a zone are UTC. All rows are of one form.
 */
export function createTimeColumn(name: string, { precision, dateOrder }: TimeForm = {}): TimeColumn {
  const dates = createDateReader(dateOrder);
  let form: 'date' | 'digits' | 'number' | undefined;
  let unit = precision;
  let first = Number.NaN;
  let step = Number.NaN;
  /** Eight digits may as well be seconds: they are dates when all of them are. */
  let mayBeDays = precision === undefined;
  let last: { cell: string; pushed: number } | undefined;

  function formOf(text: string): typeof form {
    if (!numeric.test(text)) return 'date';
    return precision === undefined && isCompactDate(text) && text.length > 8 ? 'digits' : 'number';
  }

  function readNumber(text: string): number | string {
    const value = numeric.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) return `"${text}" is not a time`;
    mayBeDays &&= isCompactDate(text);
    const isSmall = Math.abs(value) < leastEpochSeconds;
    const bySize = precision ?? precisionBySize(value);
    if (Number.isNaN(first)) {
      if (!bySize && !isSmall) return `"${text}" is no usual time in any unit: ${tellUnit}`;
      [first, unit] = [value, bySize];
    } else if (bySize !== unit && !(unit === undefined && Math.abs(value) < 1000 * leastEpochSeconds)) {
      const own = bySize ? `counts ${precisionWords[bySize]} by its size` : 'is no usual time';
      return `"${text}" ${own}, and the first row counts ${unit ? precisionWords[unit] : 'seconds'}: ${tellUnit}`;
    }
    if (Number.isNaN(step) && value !== first) step = value - first;
    return value;
  }

  function read(text: string): number | string {
    form ??= formOf(text);
    if (form === 'number') return readNumber(text);
    if (form === 'date') return dates.read(text);
    const at = compactDate(text);
    return Number.isNaN(at) ? `"${text}" is no date` : at;
  }

  return {
    push(cell, place) {
      // Rows of one moment follow each other.
      if (cell === last?.cell) return last.pushed;
      const pushed = read(cell.trim());
      if (typeof pushed === 'string') throw badCell(place, name, pushed);
      last = { cell, pushed };
      return pushed;
    },
    toMs(pushed) {
      if (form !== 'number') return pushed;
      if (mayBeDays) return compactDate(String(pushed));
      if (unit) return toMs(pushed, unit);
      return pushed * (Number.isNaN(step) || step === 1 ? minuteMs : 1000);
    },
  };
}
