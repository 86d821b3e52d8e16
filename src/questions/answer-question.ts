import type { HistoryChart } from '../charts/specs/history.ts';
import type { HistoryQuestion, HistoryTableAnswer, HistoryTables, TableBounds } from '../domain/history-table.ts';
import { gatherRecords, type RecordsPort } from './gather-records.ts';
import type { Asked, Column, QuestionKind, Row } from './question-kind.ts';
import { minuteOf, showCell, spanWords } from './words.ts';

/** A question with its answer: what Slack, the terminal and programs show is made of it. */
export interface QuestionAnswer {
  question: string;
  asked: Asked;
  columns: readonly Column[];
  rows: Row[];
  /** The facts in words. */
  sentence: string;
  /** What the answer does not have: rows that were cut, hours that are not closed. */
  notes: string[];
  chart: HistoryChart | null;
}

/** `isSlow` says that it takes longer than was allowed. */
export type Answered = QuestionAnswer | { problem: string; isSlow?: boolean };

export interface QuestionPorts {
  tables: HistoryTables;
  records: RecordsPort;
  /** Milliseconds since 1970. */
  now: number;
}

/** Rows of an answer at most. */
export const mostRows = 10_000;

/** What the history is asked, but for the records that stand beside telemetry. */
export function questionFor(kind: QuestionKind, asked: Asked): Omit<HistoryQuestion, 'records'> {
  const span = asked.compared
    ? { from: Math.min(asked.span.from, asked.compared.from), to: Math.max(asked.span.to, asked.compared.to) }
    : asked.span;
  return {
    ...kind.sql(asked),
    ...{ span, rows: mostRows },
    ...(kind.ofDevices && { ofDevices: kind.ofDevices(asked) }),
    ...(kind.bucket && { bucket: kind.bucket(asked) }),
  };
}

/** Asks the history a question, and says why where it has no answer. Nothing stored is an answer: it does not mean that all was well. */
export async function answerQuestion(
  kind: QuestionKind,
  asked: Asked,
  { tables, records, now }: QuestionPorts,
  bounds: TableBounds,
): Promise<Answered> {
  const answer = await tables.table(
    {
      ...questionFor(kind, asked),
      ...(kind.records && { records: [await gatherRecords(kind.records, records, now)] }),
    },
    bounds,
  );
  if (answer.outcome === 'failed') return { problem: failureOf(answer), isSlow: answer.why === 'too-slow' };
  const { columns, rows: found, more, until } = answer.table;
  const rows = found.map((row): Row => Object.fromEntries(columns.map((name, i) => [name, row[i] ?? null])));
  const isMissing = until !== null && until < asked.span.to && kind.records === undefined;
  const notes = [
    ...(more
      ? [`There are more than these ${rows.length.toLocaleString('en-US')} rows: name fewer places or a shorter time.`]
      : []),
    ...(isMissing ? [`Later than ${minuteOf(until)} UTC is not in it: that hour is not closed yet.`] : []),
  ];
  const sentence =
    rows.length === 0
      ? `${kind.records ? 'Nothing is recorded' : 'No readings are stored'} of ${asked.places} ${spanWords(asked.span)}${asked.metric === null ? '' : ` for ${asked.metric}`}.${kind.records ? '' : ' That does not mean that all was well.'}`
      : `${more ? `Of the first ${rows.length.toLocaleString('en-US')} rows only: ` : ''}${kind.sentence(rows, asked)}`;
  return {
    ...{ question: kind.name, asked, columns: kind.columns, rows, sentence, notes },
    chart: rows.length === 0 ? null : kind.chart(rows, asked),
  };
}

/** The history's own words, where they are a sentence. */
const failureOf = ({ why, reason }: Extract<HistoryTableAnswer, { outcome: 'failed' }>) =>
  why === 'too-slow' ? `${reason[0]?.toUpperCase()}${reason.slice(1)}.` : `The history did not answer: ${reason}.`;

/** The rows of an answer as texts for people, with the titles of the columns first. */
export function shownRows(
  { columns, rows, asked }: QuestionAnswer,
  most: number,
): { head: string[]; rows: string[][] } {
  return {
    head: columns.map(({ title }) => title),
    rows: rows.slice(0, most).map((row) => columns.map((column) => showCell(row[column.name], column, asked))),
  };
}

/** Columns of numbers, which stand to the right. */
export const rightColumns = ({ columns }: QuestionAnswer) =>
  columns.flatMap(({ format }, i) => (format === 'text' || format === 'time' || format === 'day' ? [] : [i]));
