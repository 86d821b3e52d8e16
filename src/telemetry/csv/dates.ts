/** Which of the two numbers before the year is the day. */
export type DateOrder = 'day-first' | 'month-first';

const zone = /(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i;
const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ,]+(.*))?$/i;
const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+(.*))?$/i;
const monthNamed = /\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b/i;
const compact = /^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:([01]\d|2[0-3])([0-5]\d)([0-5]\d)?)?$/;

/** `20140214`, `201402141427` and `20140214142700`: the digits of a date, without a sign between them. */
export const isCompactDate = (text: string): boolean => compact.test(text);

/** Milliseconds since 1970 of such digits; NaN when they are no date. */
export function compactDate(text: string): number {
  const parts = compact.exec(text);
  if (!parts) return Number.NaN;
  const [, year, month, day, hour = '00', minute = '00', second = '00'] = parts;
  return dayAt(Number(year), Number(month), Number(day), `${hour}:${minute}:${second}`);
}

/** Reads the dates of one column. */
export interface DateReader {
  /** Milliseconds since 1970, UTC where no zone is named, or why it is none. */
  read(text: string): number | string;
}

/**
 * Reads dates with the year first, with the name of the month, or with the year last. Between points the day stands first; else what the column
 * tells by a number above 12. Until it has, a date that may be two days is none, so that nobody's third of February becomes a second of March.
 *
 * @param given what people say about it
 */
export function createDateReader(given?: DateOrder): DateReader {
  let order = given;

  function readYearLast(text: string, [, one, sign, other, year, time]: string[]): number | string {
    const [a, b] = [Number(one), Number(other)];
    const own = order ?? (sign === '.' || a > 12 ? 'day-first' : b > 12 ? 'month-first' : undefined);
    if (!own && a !== b) return `"${text}" may be day ${a} or day ${b} of a month: say which with --date-order`;
    order = own;
    const dateOf = (day: number, month: number) => dayAt(fullYear(year!), month, day, time);
    const [at, turned] = own === 'month-first' ? [dateOf(b, a), dateOf(a, b)] : [dateOf(a, b), dateOf(b, a)];
    if (!Number.isNaN(at) || Number.isNaN(turned)) return at;
    return `"${text}" is no date with the ${own === 'month-first' ? 'month' : 'day'} first, as a row before it: --date-order says how it is`;
  }

  function readAny(text: string): number | string {
    const first = yearFirst.exec(text);
    if (first) return dayAt(Number(first[1]), Number(first[2]), Number(first[3]), first[4]);
    const last = yearLast.exec(text);
    if (last) return readYearLast(text, [...last] as string[]);
    // JavaScript takes many a text with a number in it for a date.
    if (!monthNamed.test(text) || !/\b\d{4}\b/.test(text)) return Number.NaN;
    return Date.parse(zone.test(text) ? text : `${text} UTC`);
  }

  return {
    read(text) {
      const at = readAny(text);
      return typeof at === 'number' && Number.isNaN(at) ? `"${text}" is not a time` : at;
    },
  };
}

/** A year of two digits is one from 1970 to 2069. */
const fullYear = (digits: string) => (digits.length === 4 ? 0 : Number(digits) < 70 ? 2000 : 1900) + Number(digits);

/** `14:27`, `2:27:05 PM`, `14:27:05,123+01:00`. */
const timeOfDay = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)? ?([ap]\.?m\.?)? ?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$/i;

/** NaN for a day or a time that there is none of. */
function dayAt(year: number, month: number, day: number, time = ''): number {
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  if (time.trim() === '') return midnight;
  const parts = timeOfDay.exec(time.trim());
  if (!parts) return Number.NaN;
  const [, hours, minutes, seconds = '0', fraction = '', half = '', zoned = ''] = parts;
  const hour = half === '' ? Number(hours) : (Number(hours) % 12) + (/^p/i.test(half) ? 12 : 0);
  if (hour > 24 || Number(minutes) > 59 || Number(seconds) > 60) return Number.NaN;
  const ms = Number(`0.${fraction || 0}`) * 1000;
  return midnight + ((hour * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Math.floor(ms) - offsetOf(zoned);
}

/** Milliseconds by which the clocks of a zone are ahead of UTC. */
function offsetOf(zoned: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})?$/.exec(zoned);
  if (!parts) return 0;
  const [, sign, hours, minutes = '0'] = parts;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
