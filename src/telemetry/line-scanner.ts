const newline = 10;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const backslash = 92;

/** What a character does to a name: nothing, ends it, or may not stand in it without a backslash. */
type Ends = Uint8Array;
const plain = 0;
const stop = 1;
const forbidden = 2;

function ends(stops: string, forbids: string): Ends {
  const table = new Uint8Array(128);
  for (const char of stops) table[char.charCodeAt(0)] = stop;
  for (const char of forbids) table[char.charCodeAt(0)] = forbidden;
  return table;
}

export const measurementEnds = ends(', ', '');
export const keyEnds = ends('=', ', ');
export const tagValueEnds = ends(', ', '=');
const tokenEnds = ends(', ', '');

const escapedInMeasurement = /\\([, ])/g;
const escapedInName = /\\([,= ])/g;
const escapedInString = /\\(["\\])/g;

/**
 * Reads the pieces of line protocol from a text, one character at a time and without an exception, so that a hostile text costs no more
 * than a good one. After a piece came back undefined, `problem` and `problemAt` say why and where.
 */
export interface LineScanner {
  position: number;
  problem: string;
  problemAt: number;
  /** The problem is that the text ends within a string. */
  endsInString: boolean;
  /** The character code at the position; -1 at the end of the text. */
  peek(): number;
  atLineEnd(): boolean;
  skipSpaces(): void;
  fail(reason: string, at?: number): undefined;
  /** Reads up to a character that ends this kind of name, and undoes the escapes. */
  name(what: string, table: Ends): string | undefined;
  /** Reads up to a comma, a space or the end of the line, without escapes. */
  token(): string;
  /** Reads a quoted string, which may hold line breaks. The position must be at its first quote. */
  quoted(limit: number): string | undefined;
}

function isLineEnd(text: string, at: number): boolean {
  if (at >= text.length) return true;
  const code = text.charCodeAt(at);
  return (
    code === newline || (code === carriageReturn && (at + 1 >= text.length || text.charCodeAt(at + 1) === newline))
  );
}

export function createLineScanner(text: string): LineScanner {
  const scanner: LineScanner = {
    position: 0,
    problem: '',
    problemAt: 0,
    endsInString: false,
    peek: () => (scanner.position < text.length ? text.charCodeAt(scanner.position) : -1),
    atLineEnd: () => isLineEnd(text, scanner.position),

    skipSpaces() {
      while (text.charCodeAt(scanner.position) === space) scanner.position += 1;
    },

    fail(reason, at = scanner.position) {
      scanner.problem = reason;
      scanner.problemAt = at;
      return undefined;
    },

    name(what, table) {
      const start = scanner.position;
      let at = start;
      let escaped = false;
      for (; !isLineEnd(text, at); at += 1) {
        const code = text.charCodeAt(at);
        const role = code < 128 ? table[code]! : plain;
        if (role === stop) break;
        if (role === forbidden) return scanner.fail(`${what} holds a "${text[at]}" without a backslash`, at);
        if (code !== backslash) continue;
        const next = text.charCodeAt(at + 1);
        if (next < 128 && table[next] !== plain) {
          escaped = true;
          at += 1;
        }
      }
      scanner.position = at;
      if (at === start) return scanner.fail(`${what} is missing`);
      const raw = text.slice(start, at);
      if (!escaped) return raw;
      return raw.replace(table === measurementEnds ? escapedInMeasurement : escapedInName, '$1');
    },

    token() {
      const start = scanner.position;
      let at = start;
      for (; !isLineEnd(text, at); at += 1) {
        const code = text.charCodeAt(at);
        if (code < 128 && tokenEnds[code] === stop) break;
      }
      scanner.position = at;
      return text.slice(start, at);
    },

    quoted(limit) {
      const start = scanner.position;
      const last = Math.min(text.length, start + limit);
      let escaped = false;
      for (let at = start + 1; at < last; at += 1) {
        const code = text.charCodeAt(at);
        if (code === backslash) {
          escaped = true;
          at += 1;
        } else if (code === quote) {
          scanner.position = at + 1;
          const raw = text.slice(start + 1, at);
          return escaped ? raw.replace(escapedInString, '$1') : raw;
        }
      }
      scanner.endsInString = last === text.length;
      return scanner.fail('the string is not closed', start);
    },
  };
  return scanner;
}
