/** What a field of the line protocol can hold. Integers become numbers; beyond 2^53 they lose their last digits. */
export type FieldValue = number | boolean | string;

/** One good line. `at` is milliseconds since 1970, UTC; `line` counts from 1 within the text it was read from. */
export interface LinePoint {
  ok: true;
  line: number;
  measurement: string;
  tags: Map<string, string>;
  fields: Map<string, FieldValue>;
  at: number;
  /** The line carries `at` itself; otherwise it is the moment of its arrival, which tells nothing about the clock of its sender. */
  hasOwnTime: boolean;
}

/** One line that could not be used. `column` counts from 1; null when the whole line is meant. */
export interface BadLine {
  ok: false;
  line: number;
  column: number | null;
  reason: string;
}

/** `line 3, column 7: reason`. */
export function formatBadLine(bad: BadLine): string {
  return `line ${bad.line}${bad.column === null ? '' : `, column ${bad.column}`}: ${bad.reason}`;
}
