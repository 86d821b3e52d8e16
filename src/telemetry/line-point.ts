import type { Point } from './point.ts';

/** One good line, or one good entry of a format without lines. `line` counts from 1 within the text that it was read from. */
export interface LinePoint extends Point {
  ok: true;
  line: number;
}

/** One line that could not be used. `column` counts from 1; null when the whole line is meant. */
export interface BadLine {
  ok: false;
  line: number;
  column: number | null;
  reason: string;
}

/** Reads points one by one, so that whoever asks can stop for breath. */
export interface PointReader {
  /** Characters that were read so far, or what takes as long to read. */
  readonly offset: number;
  /**
   * The next point, or why there is none at its place. Null at the end; undefined when it came past `patience` characters that hold nothing: call
   * again.
   */
  next(patience?: number): LinePoint | BadLine | null | undefined;
}

/** `line 3, column 7: reason`. */
export function formatBadLine(bad: BadLine): string {
  return `line ${bad.line}${bad.column === null ? '' : `, column ${bad.column}`}: ${bad.reason}`;
}
