import { badCell, type CsvTable } from './csv.ts';

const numeric = /^-?\d+(\.\d+)?$/;
/** `20140214`, `201402141427` and `20140214142700`: the digits of a date, without a sign between them. */
const compact = /^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?$/;
const minuteMs = 60_000;

/** What the numbers of a column count, by their size: times since 1970 from 1973 to 5138 are told apart by their number of digits. */
const units: { name: string; from: number; perMs: number }[] = [
  { name: 'nanoseconds', from: 1e17, perMs: 1e6 },
  { name: 'microseconds', from: 1e14, perMs: 1e3 },
  { name: 'milliseconds', from: 1e11, perMs: 1 },
];
/** What is smaller counts seconds since 1970, or from a beginning of its own. */
const leastEpochSeconds = 1e8;

/**
 * The time of each row in milliseconds. Numbers are nanoseconds, microseconds, milliseconds or seconds since 1970 by their size, or the digits of a
 * date; small ones count seconds, or minutes when they go up by 1. Dates without a zone are UTC. All rows are of one form. Throws `bad-csv`, naming
 * row and column.
 */
export function parseTimes(table: CsvTable, column: number): Float64Array {
  const texts = table.rows.map((cells) => cells[column]!.trim());
  const name = table.columns[column]!;
  const bad = (i: number, problem: string) => badCell(table, i + 1, name, `"${texts[i]}" ${problem}`);
  const [first] = texts;
  if (first === undefined) return new Float64Array();
  if (!numeric.test(first))
    return Float64Array.from(texts, (text, i) => dateOf(text) ?? throwIt(bad(i, 'is not a time')));
  // Eight digits may as well be seconds: they are dates when all of them are.
  const isDate = compact.test(first) && (first.length > 8 || texts.every((text) => compact.test(text)));
  if (isDate) return Float64Array.from(texts, (text, i) => compactDate(text) ?? throwIt(bad(i, 'is no date')));
  const numbers = Float64Array.from(texts, (text, i) =>
    numeric.test(text) ? Number(text) : throwIt(bad(i, 'is not a time')),
  );
  const unit = unitOf(numbers[0]!);
  for (const [i, value] of numbers.entries()) {
    const own = unitOf(value);
    if (own !== unit) throw bad(i, `counts ${own?.name ?? 'seconds'}, and the first row ${unit?.name ?? 'seconds'}`);
  }
  if (unit) return numbers.map((value) => value / unit.perMs);
  const step = (numbers.find((value) => value !== numbers[0]!) ?? numbers[0]! + 1) - numbers[0]!;
  const countsMinutes = Math.abs(numbers[0]!) < leastEpochSeconds && step === 1;
  return numbers.map((value) => value * (countsMinutes ? minuteMs : 1000));
}

const unitOf = (value: number) => units.find(({ from }) => Math.abs(value) >= from);

function throwIt(error: Error): never {
  throw error;
}

function compactDate(text: string): number | undefined {
  const parts = compact.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** Dates without a zone are UTC. */
function dateOf(text: string): number | undefined {
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
  const parsed = [zoned, `${text} UTC`].map((form) => Date.parse(form)).find((time) => !Number.isNaN(time));
  return parsed;
}
