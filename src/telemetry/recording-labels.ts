import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Label, recordingFiles } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { parseRows, quoteCell } from './csv/csv.ts';
import type { Precision } from './precision.ts';
import { readRecordingTimes } from './recording.ts';
import type { RecordingTimes } from './recording-times.ts';
import { isReadable, readWholeText } from './text-lines.ts';

const columns = ['start', 'end', 'device', 'interface', 'cause'] as const;

const digits = /^\d+$/;
const isoWithZone = /^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/;

/** Milliseconds since 1970 of a number, or of a time in ISO 8601 with a zone; NaN otherwise. */
function parseTime(text: string, times: RecordingTimes): number {
  if (digits.test(text)) return times.ofLabel(text);
  return isoWithZone.test(text) ? Date.parse(text) : Number.NaN;
}

function parseLabel(row: Record<string, string>, where: string, times: RecordingTimes): Label {
  const start = parseTime(row.start ?? '', times);
  const end = parseTime(row.end ?? '', times);
  const problem =
    (Number.isNaN(start) && `start "${row.start}" is no time`) ||
    (Number.isNaN(end) && `end "${row.end}" is no time`) ||
    (end < start && 'end is before start') ||
    (!row.device && 'device is empty') ||
    (!row.cause && 'cause is empty');
  if (problem) {
    throw new NocturneError('recording-bad-line', `${where}: ${problem}`, {
      hint: 'times are s, ms, us or ns since 1970, or ISO 8601 with a zone; --precision names another unit of a whole recording',
    });
  }
  return { start, end, device: row.device!, interface: row.interface || null, cause: row.cause! };
}

/**
 * The labels of a recording in the order of the file; null when it has none, which is not the same as "nothing happened". The columns may
 * stand in any order and beside others. Numbers count what their size says, or what the samples count when these do not begin in 1970. Throws
 * `recording-bad-line`, which names file and line.
 *
 * @param precision unit of the samples; when left out, what their file says
 */
export async function readLabels(folder: string, precision?: Precision): Promise<Label[] | null> {
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
  const times = await readRecordingTimes(folder, precision);
  return rows.map(({ cells, where }) => parseLabel(rowOf(header.cells, cells, where), where, times));
}

function rowOf(header: readonly string[], cells: readonly string[], where: string): Record<string, string> {
  if (cells.length !== header.length)
    throw new NocturneError('recording-bad-line', `${where} has ${cells.length} cells, its header ${header.length}`);
  return Object.fromEntries(header.map((name, index) => [name, cells[index]!]));
}

/** Writes labels.csv into a recording. */
export async function writeLabels(folder: string, labels: readonly Label[]): Promise<void> {
  const rows = labels.map((label) => columns.map((column) => quoteCell(String(label[column] ?? ''))).join(','));
  await writeFile(join(folder, recordingFiles.labels), `${[columns.join(','), ...rows].join('\n')}\n`);
}
