import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Label, recordingFiles } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { isReadable, readTextLines } from './text-lines.ts';

const columns = ['start', 'end', 'device', 'interface', 'cause'] as const;

/** The cells of one line of CSV (RFC 4180, without line breaks inside a cell). Undefined when a quote is not closed. */
function parseCells(text: string): string[] | undefined {
  const cells: string[] = [];
  const cell = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;
  for (let separator = ','; separator === ','; ) {
    const match = cell.exec(text);
    if (!match) return undefined;
    cells.push(match[1] === undefined ? match[2]!.trim() : match[1].replaceAll('""', '"'));
    separator = match[3]!;
  }
  return cells;
}

const milliseconds = /^\d+$/;
const isoWithZone = /^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/;

/** Milliseconds since 1970, written as such or in ISO 8601 with a zone; NaN otherwise. */
function parseTime(text: string): number {
  if (milliseconds.test(text)) return Number(text);
  return isoWithZone.test(text) ? Date.parse(text) : Number.NaN;
}

function parseLabel(row: Record<string, string>, where: string): Label {
  const start = parseTime(row.start ?? '');
  const end = parseTime(row.end ?? '');
  const problem =
    (Number.isNaN(start) && `start "${row.start}" is no time`) ||
    (Number.isNaN(end) && `end "${row.end}" is no time`) ||
    (end < start && 'end is before start') ||
    (!row.device && 'device is empty') ||
    (!row.cause && 'cause is empty');
  if (problem) {
    throw new NocturneError('recording-bad-line', `${where}: ${problem}`, {
      hint: 'times are milliseconds since 1970, or ISO 8601 with a zone',
    });
  }
  return { start, end, device: row.device!, interface: row.interface || null, cause: row.cause! };
}

/**
 * The labels of a recording in the order of the file; null when it has none, which is not the same as "nothing happened". The columns may
 * stand in any order and beside others. Throws `recording-bad-line`, which names file and line.
 */
export async function readLabels(folder: string): Promise<Label[] | null> {
  const file = join(folder, recordingFiles.labels);
  if (!(await isReadable(file))) return null;
  const labels: Label[] = [];
  let header: string[] | undefined;
  for await (const { line, text } of readTextLines(file)) {
    const where = `${file} line ${line}`;
    const cells = parseCells(text.replace(/^\uFEFF/, ''));
    if (!cells) throw new NocturneError('recording-bad-line', `${where}: a quote is not closed`);
    if (header) {
      if (cells.length !== header.length) {
        throw new NocturneError(
          'recording-bad-line',
          `${where} has ${cells.length} cells, its header ${header.length}`,
        );
      }
      labels.push(parseLabel(Object.fromEntries(header.map((name, index) => [name, cells[index]!])), where));
      continue;
    }
    header = cells;
    const missing = columns.filter((column) => !cells.includes(column));
    if (missing.length > 0)
      throw new NocturneError('recording-bad-line', `${where}: the columns ${missing.join(', ')} are missing`);
  }
  return labels;
}

function formatCell(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  return /[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes labels.csv into a recording. */
export async function writeLabels(folder: string, labels: readonly Label[]): Promise<void> {
  const rows = labels.map((label) => columns.map((column) => formatCell(label[column])).join(','));
  await writeFile(join(folder, recordingFiles.labels), `${[columns.join(','), ...rows].join('\n')}\n`);
}
