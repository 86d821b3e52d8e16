import type { BadLine, LinePoint, PointReader } from './line-point.ts';
import { createLineScanner, keyEnds, type LineScanner, measurementEnds, tagValueEnds } from './line-scanner.ts';
import { type FieldValue, isPlausibleTime } from './point.ts';
import { type Precision, timestampToMs } from './precision.ts';

export interface LineOptions {
  /** Unit of the timestamps; nanoseconds when left out, as in InfluxDB. */
  precision?: Precision;
  /** Reads the timestamps instead, in milliseconds since 1970; a text says why one is none. */
  readTime?: (digits: string) => number | string;
  /**
   * Time of the lines without a timestamp, and what "too far ahead" is measured from; milliseconds since 1970. Null when every line has to
   * carry its own time, as in a recording.
   */
  now: number | null;
  /** A line with more characters than this is refused. */
  maxLineLength?: number;
  /** The text goes on elsewhere: a line whose string is not closed by its end is left to whoever has the rest, and `offset` is where it begins. */
  isOpenEnded?: boolean;
}

const comma = 44;
const equals = 61;
const hash = 35;
const quote = 34;

const float = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const integer = /^[+-]?\d{1,20}[iu]$/;
const booleans: Record<string, boolean> = {
  t: true,
  T: true,
  true: true,
  True: true,
  TRUE: true,
  f: false,
  F: false,
  false: false,
  False: false,
  FALSE: false,
};

function parseScalar(token: string): FieldValue | undefined {
  if (float.test(token)) {
    const value = Number(token);
    return Number.isFinite(value) ? value : undefined;
  }
  if (integer.test(token)) return token.endsWith('u') && token.startsWith('-') ? undefined : Number(token.slice(0, -1));
  return Object.hasOwn(booleans, token) ? booleans[token] : undefined;
}

function readTags(scanner: LineScanner): Map<string, string> | undefined {
  const tags = new Map<string, string>();
  while (scanner.peek() === comma) {
    scanner.position += 1;
    const key = scanner.name('the tag key', keyEnds);
    if (key === undefined) return undefined;
    if (scanner.peek() !== equals) return scanner.fail(`the tag "${shorten(key)}" has no "="`);
    scanner.position += 1;
    const value = scanner.name(`the value of the tag "${shorten(key)}"`, tagValueEnds);
    if (value === undefined) return undefined;
    tags.set(key, value);
  }
  return tags;
}

function readFieldValue(scanner: LineScanner, key: string, limit: number): FieldValue | undefined {
  if (scanner.peek() === quote) return scanner.quoted(limit);
  const start = scanner.position;
  const token = scanner.token();
  if (token === '') return scanner.fail(`the field "${shorten(key)}" has no value`);
  const value = parseScalar(token);
  if (value === undefined) {
    return scanner.fail(`"${shorten(token)}" is no number, boolean or quoted string (field "${shorten(key)}")`, start);
  }
  return value;
}

function readFields(scanner: LineScanner, limit: number): Map<string, FieldValue> | undefined {
  const fields = new Map<string, FieldValue>();
  do {
    if (fields.size > 0) scanner.position += 1;
    const key = scanner.name('the field key', keyEnds);
    if (key === undefined) return undefined;
    if (scanner.peek() !== equals) return scanner.fail(`the field "${shorten(key)}" has no "="`);
    scanner.position += 1;
    const value = readFieldValue(scanner, key, limit);
    if (value === undefined) return undefined;
    fields.set(key, value);
  } while (scanner.peek() === comma);
  return fields;
}

function readTime(scanner: LineScanner, options: LineOptions): number | undefined {
  if (scanner.atLineEnd()) return options.now ?? scanner.fail('the line has no timestamp');
  const start = scanner.position;
  const token = scanner.token();
  const at = options.readTime ? options.readTime(token) : plausibleTime(token, options);
  if (typeof at === 'string') return scanner.fail(at, start);
  scanner.skipSpaces();
  return scanner.atLineEnd() ? at : scanner.fail('something stands behind the timestamp');
}

function plausibleTime(token: string, { precision = 'ns', now }: LineOptions): number | string {
  const at = timestampToMs(token, precision);
  if (Number.isNaN(at)) return `"${shorten(token)}" is no timestamp`;
  if (isPlausibleTime(at, now)) return at;
  return `the timestamp ${token} is not plausible in "${precision}": check the precision`;
}

function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}

function readPoint(scanner: LineScanner, line: number, options: LineOptions, limit: number): LinePoint | undefined {
  const measurement = scanner.name('the measurement', measurementEnds);
  if (measurement === undefined) return undefined;
  const tags = readTags(scanner);
  if (tags === undefined) return undefined;
  if (scanner.atLineEnd()) return scanner.fail('the line has no fields');
  scanner.skipSpaces();
  if (scanner.atLineEnd()) return scanner.fail('the line has no fields');
  const fields = readFields(scanner, limit);
  if (fields === undefined) return undefined;
  if (!scanner.atLineEnd() && scanner.peek() !== 32) return scanner.fail('a space or a comma is missing');
  scanner.skipSpaces();
  const hasOwnTime = !scanner.atLineEnd();
  const at = readTime(scanner, options);
  return at === undefined ? undefined : { ok: true, line, measurement, tags, fields, at, hasOwnTime };
}

/**
 * Reads InfluxDB line protocol (https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/), line by line on demand, so that
 * the caller can stop for breath. A bad line is told and skipped; reading goes on behind it. After a string that is not closed it goes on
 * with the next line of the text, because nobody knows where the string was meant to end.
 */
export function createLineReader(text: string, options: LineOptions): PointReader {
  const limit = options.maxLineLength ?? 65_536;
  const scanner = createLineScanner(text);
  if (text.charCodeAt(0) === 0xfeff) scanner.position = 1;
  let line = 1;

  function endOfLine(from: number): number {
    const end = text.indexOf('\n', from);
    return end === -1 ? text.length : end;
  }

  /** Counts the line breaks that were passed, which are more than one behind a string over several lines. */
  function moveBehind(start: number, end: number): void {
    for (let at = text.indexOf('\n', start); at !== -1 && at <= end; at = text.indexOf('\n', at + 1)) line += 1;
    scanner.position = end + 1;
  }

  function bad(start: number): BadLine {
    const column = scanner.problemAt - start + 1;
    return { ok: false, line, column, reason: scanner.problem };
  }

  return {
    get offset() {
      return Math.min(scanner.position, text.length);
    },
    next(patience = Number.POSITIVE_INFINITY) {
      const stopAt = scanner.position + patience;
      while (scanner.position < text.length) {
        scanner.skipSpaces();
        const start = scanner.position;
        if (scanner.peek() === hash || scanner.atLineEnd()) {
          moveBehind(start, endOfLine(start));
          if (scanner.position > stopAt) return undefined;
          continue;
        }
        scanner.endsInString = false;
        const point = readPoint(scanner, line, options, limit);
        if (!point && scanner.endsInString && options.isOpenEnded) {
          scanner.position = start;
          return null;
        }
        const end = endOfLine(point ? scanner.position : scanner.problemAt);
        const tooLong = end - start > limit;
        const read = tooLong
          ? ({ ok: false, line, column: null, reason: `the line is longer than ${limit} characters` } as const)
          : (point ?? bad(start));
        moveBehind(start, end);
        return read;
      }
      return null;
    },
  };
}
