import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Label, recordingFiles } from '../domain/recording.ts';
import { NocturneError } from '../errors.ts';
import { parseRows, quoteCell } from './csv/csv.ts';
import type { Precision } from './precision.ts';
import { readRecordingTimes } from './recording.ts';
import { createRecordingTimes, type RecordingTimes } from './recording-times.ts';
import { isReadable, readWholeText } from './text-lines.ts';

const columns = ['start', 'end', 'device', 'interface', 'cause'] as const;

const digits = /^\d+$/;
const isoWithZone = /^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/;

/** Milliseconds since 1970 of a number, or of a time in ISO 8601 with a zone; NaN otherwise. */
function parseTime(text: string, times: RecordingTimes): number {
  if (digits.test(text)) return times.ofLabel(text);
  return isoWithZone.test(text) ? Date.parse(text) : Number.NaN;
}

/** A label, or what is wrong with its line. */
type ParsedLabel = { label: Label } | { problem: string };

function parseLabel(row: Record<string, string>, times: RecordingTimes): ParsedLabel {
  const start = parseTime(row.start ?? '', times);
  const end = parseTime(row.end ?? '', times);
  const problem =
    (Number.isNaN(start) && `start "${row.start}" is no time`) ||
    (Number.isNaN(end) && `end "${row.end}" is no time`) ||
    (end < start && 'end is before start') ||
    (!row.device && 'device is empty') ||
    (!row.cause && 'cause is empty');
  if (problem) return { problem };
  return { label: { start, end, device: row.device!, interface: row.interface || null, cause: row.cause! } };
}

const usualHint = 'times are s, ms, us or ns since 1970, or ISO 8601 with a zone';

const badLines = (problems: readonly string[], hint: string) =>
  new NocturneError('recording-bad-line', problems.join('\n'), { hint });

/** The labels of a text, and every line that holds none, by its number and with what is wrong. */
interface LabelLines {
  labels: Label[];
  problems: string[];
}

/** Throws `recording-bad-line` where the text as a whole can't be read: for a quote that is not closed and for missing columns. */
async function parseLabels(
  text: string,
  file: string,
  timesOf: () => Promise<RecordingTimes>,
  problemOf: (label: Label) => string | null = () => null,
): Promise<LabelLines> {
  const { records, lines, openQuote } = parseRows(text, { trim: true });
  const where = (index: number) => `${file} line ${lines[index]}`;
  if (openQuote !== null)
    throw new NocturneError('recording-bad-line', `${where(records.length)}: a quote is not closed`);
  const [header, ...rows] = records
    .map((cells, i) => ({ cells, where: where(i) }))
    .filter(({ cells }) => cells.join() !== '');
  if (!header) return { labels: [], problems: [] };
  const missing = columns.filter((column) => !header.cells.includes(column));
  if (missing.length > 0)
    throw new NocturneError('recording-bad-line', `${header.where}: the columns ${missing.join(', ')} are missing`);
  const twice = columns.find((column) => header.cells.indexOf(column) !== header.cells.lastIndexOf(column));
  if (twice) throw new NocturneError('recording-bad-line', `${header.where}: the column ${twice} is there twice`);
  const times = await timesOf();
  const found: LabelLines = { labels: [], problems: [] };
  for (const { cells, where } of rows) {
    const parsed = parseCells(header.cells, cells, times);
    const problem = 'problem' in parsed ? parsed.problem : problemOf(parsed.label);
    if (problem !== null) found.problems.push(`${where}: ${problem}`);
    else if ('label' in parsed) found.labels.push(parsed.label);
  }
  return found;
}

function parseCells(header: readonly string[], cells: readonly string[], times: RecordingTimes): ParsedLabel {
  if (cells.length !== header.length) return { problem: `it has ${cells.length} cells, its header ${header.length}` };
  return parseLabel(Object.fromEntries(header.map((name, index) => [name, cells[index]!])), times);
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
  const timesOf = () => readRecordingTimes(folder, precision);
  const { labels, problems } = await parseLabels(await readWholeText(file), file, timesOf);
  if (problems.length > 0)
    throw badLines([problems[0]!], `${usualHint}; --precision names another unit of a whole recording`);
  return labels;
}

/**
 * The labels of a file that belongs to no recording, in its order. It is written as `labels.csv` is; numbers count what their size says. Throws
 * `recording-bad-line`, which names every bad line, and what reading throws.
 *
 * @param problemOf what else is wrong with a label; null for nothing
 */
export async function readLabelFile(file: string, problemOf: (label: Label) => string | null): Promise<Label[]> {
  const times = createRecordingTimes(undefined, undefined);
  const text = await readWholeText(file);
  const { labels, problems } = await parseLabels(text, file, async () => times, problemOf);
  if (problems.length > 0) throw badLines(problems, `nothing was taken; ${usualHint}`);
  if (text.trim() === '')
    throw new NocturneError('recording-bad-line', `${file} is empty: its first line must be ${columns.join(',')}`);
  return labels;
}

/** Labels as the text of a `labels.csv`. */
export function formatLabels(labels: readonly Label[]): string {
  const rows = labels.map((label) => columns.map((column) => quoteCell(String(label[column] ?? ''))).join(','));
  return `${[columns.join(','), ...rows].join('\n')}\n`;
}

/** Writes labels.csv into a recording. */
export async function writeLabels(folder: string, labels: readonly Label[]): Promise<void> {
  await writeFile(join(folder, recordingFiles.labels), formatLabels(labels));
}
