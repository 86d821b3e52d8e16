import { oneLine } from './text.ts';

/** Columns of equal width for preformatted text. Cells are cut at `width` characters; the columns named in `right` are aligned to the right. */
export function textTable(
  head: string[],
  rows: string[][],
  options: { width?: number; right?: number[] } = {},
): string {
  const { width = 28, right = [] } = options;
  const cells = [head, ...rows].map((row) => row.map((cell) => oneLine(cell, width)));
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    widths
      .map((most, column) => {
        const cell = row[column] ?? '';
        return right.includes(column) ? cell.padStart(most) : cell.padEnd(most);
      })
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}
