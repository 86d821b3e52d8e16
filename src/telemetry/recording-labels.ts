import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Label, recordingFiles } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { parseRows, quoteCell } from './csv/csv.ts';
import { isReadable, readWholeText } from './text-lines.ts';

const columns = ['start', 'end', 'device', 'interface', 'cause'] as const;

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
  const { records, lines, openQuote } = parseRows(await readWholeText(file), { trim: true });
  const where = (index: number) => `${file} line ${lines[index]}`;
  if (openQuote !== null)
    throw new NocturneError('recording-bad-line', `${where(records.length)}: a quote is not closed`);
  const [header, ...rows] = records
    .map((cells, i) => ({ cells, where: where(i) }))
    .filter(({ cells }) => cells.join() !== '');
  if (!header) return [];
  const missing = columns.filter((column) => !header.cells.includes(column));
  if (missing.length > 0)
    throw new NocturneError('recording-bad-line', `${header.where}: the columns ${missing.join(', ')} are missing`);
  return rows.map((row) => readRow(header.cells, row.cells, row.where));
}

function readRow(header: readonly string[], cells: readonly string[], where: string): Label {
  if (cells.length !== header.length)
    throw new NocturneError('recording-bad-line', `${where} has ${cells.length} cells, its header ${header.length}`);
  return parseLabel(Object.fromEntries(header.map((name, index) => [name, cells[index]!])), where);
}

/** Writes labels.csv into a recording. */
export async function writeLabels(folder: string, labels: readonly Label[]): Promise<void> {
  const rows = labels.map((label) => columns.map((column) => quoteCell(String(label[column] ?? ''))).join(','));
  await writeFile(join(folder, recordingFiles.labels), `${[columns.join(','), ...rows].join('\n')}\n`);
}
