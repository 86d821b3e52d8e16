import { formatScore } from '../../src/foundation/number-words.ts';

/** A Markdown table. */
export function buildTable(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Three digits after the point; "–" for what was not measured. */
export const formatCell = (value: number | undefined) => formatScore(value, 3, '–');

/** Whether a target was met, in words. */
export function judgeTarget(value: number, target: number): string {
  return value >= target ? 'met' : '**missed**';
}
