import type {
  HistoryAnswer,
  HistoryBounds,
  HistoryFailure,
  HistoryPercentiles,
  HistoryRanked,
  HistoryReader,
  HistoryRollup,
  HistorySelection,
  HistorySeries,
} from '../../domain/history-reader.ts';
import type { HistoryQuestion, HistoryTableAnswer, HistoryTables, TableBounds } from '../../domain/history-table.ts';
import { describeError, NocturneError } from '../../errors.ts';
import { untilAborted } from '../../foundation/until-aborted.ts';
import type { Log } from '../../log.ts';
import type { ColumnsOfSeries, Found } from './by-series.ts';
import { historyCancelled } from './cancellable.ts';
import { type Statement, statements } from './history-statements.ts';
import type { ReadTable } from './records-table.ts';

/** One metric at one place with its rolling features, as `sql/features.sql.ts` defines them; NaN where there is none. */
export interface HistoryFeatures extends HistorySeries {
  mean5: Float64Array;
  dev5: Float64Array;
  lag1: Float64Array;
  change: Float64Array;
}

export interface HistoryQueries extends HistoryReader, HistoryTables {
  features(selection: HistorySelection, bounds?: HistoryBounds): Promise<HistoryAnswer<HistoryFeatures>>;
}

const mostRows = 100_000;
const mostMs = 5_000;

export interface QueryDeps {
  /** Aborts after so many milliseconds. */
  deadline(ms: number): AbortSignal;
  /** Asks the database; it is called off with the signal. */
  read(statement: Statement, signal: AbortSignal): Promise<Found>;
  readTable(question: HistoryQuestion, signal: AbortSignal, onProgress?: (share: number) => void): Promise<ReadTable>;
  isClosed(): boolean;
  log: Log;
}

const placeOf = ({ device, interface: port }: ColumnsOfSeries) => ({ device, interface: port === '' ? null : port });

/** Names of columns in SQL and in an answer, where they differ: count, min and max are words of SQL. */
const columnNames: Record<string, string> = { ts: 'at', n: 'count', least: 'min', most: 'max' };

function placed<Series>(series: ColumnsOfSeries): Series {
  const columns = Object.entries(series.columns).map(([name, values]) => [columnNames[name] ?? name, values]);
  return { place: placeOf(series), metric: series.metric, ...Object.fromEntries(columns) } as Series;
}

/** A column of a series that has one row. */
const only = ({ columns }: ColumnsOfSeries, name: string) => columns[name]![0]!;

const toPercentiles = (series: ColumnsOfSeries, shares: number): HistoryPercentiles => ({
  ...{ place: placeOf(series), metric: series.metric, count: only(series, 'n') },
  values: Array.from({ length: shares }, (_, i) => only(series, `p${i}`)),
});

const toRanked = (series: ColumnsOfSeries): HistoryRanked => ({
  ...{ place: placeOf(series), metric: series.metric },
  ...{ count: only(series, 'n'), value: only(series, 'value') },
});

/** The questions that a history answers, each within its bounds. */
export function createHistoryQueries(deps: QueryDeps): HistoryQueries {
  async function ask<Series>(
    statement: (rows: number) => Statement,
    shape: (series: ColumnsOfSeries) => Series,
    { rows = mostRows, withinMs = mostMs, signal }: HistoryBounds = {},
  ): Promise<HistoryAnswer<Series>> {
    return answering(deps, { withinMs, signal }, async (end) => {
      const asked = statement(rows);
      const { series, found } = await deps.read(asked, end);
      if (series.length === 0) return { outcome: 'no-data' };
      return { outcome: 'ok', series: series.map(shape), more: found > asked.rows };
    });
  }

  return {
    range: (selection, bounds) => ask((rows) => statements.range(selection, rows), placed<HistorySeries>, bounds),
    last: (selection, count, bounds) =>
      ask((rows) => statements.last(selection, count, rows), placed<HistorySeries>, bounds),
    rollUp: (selection, bucket, bounds) =>
      ask((rows) => statements.rollUp(selection, bucket, rows), placed<HistoryRollup>, bounds),
    features: (selection, bounds) =>
      ask((rows) => statements.features(selection, rows), placed<HistoryFeatures>, bounds),
    percentiles: (selection, shares, bounds) =>
      ask(
        (rows) => statements.percentiles(selection, shares, rows),
        (series) => toPercentiles(series, shares.length),
        bounds,
      ),
    top: (selection, rank, bounds) => ask((rows) => statements.top(selection, rank, rows), toRanked, bounds),
    table: (question, { onProgress, ...bounds }) =>
      answering(deps, bounds, async (end) => toTable(await deps.readTable(question, end, onProgress), question, null)),
  };
}

/** The rows of a question, which asked for one more than it may give. */
export function toTable(
  { columns, rows }: ReadTable,
  { rows: most }: HistoryQuestion,
  until: number | null,
): Extract<HistoryTableAnswer, { outcome: 'ok' }> {
  return { outcome: 'ok', table: { columns, rows: rows.slice(0, most), more: rows.length > most, until } };
}

/** Waits for an answer within its bounds. What the history throws becomes an answer, but for one that is closed. */
export async function answering<Answer>(
  deps: Pick<QueryDeps, 'deadline' | 'isClosed' | 'log'>,
  { withinMs, signal }: Pick<TableBounds, 'withinMs' | 'signal'>,
  ask: (end: AbortSignal) => Promise<Answer>,
): Promise<Answer | HistoryFailed> {
  const end = AbortSignal.any([deps.deadline(withinMs), ...(signal ? [signal] : [])]);
  try {
    return await untilAborted(ask(end), end);
  } catch (reason) {
    const thrown = end.aborted ? historyCancelled() : reason;
    if (deps.isClosed()) throw thrown;
    const answer = toFailure(thrown, withinMs, signal);
    deps.log.warn({ why: answer.why, reason: answer.reason }, 'the history did not answer');
    return answer;
  }
}

type HistoryFailed = Extract<HistoryTableAnswer, { outcome: 'failed' }>;

const failures: Record<string, HistoryFailure> = { 'history-cancelled': 'too-slow', 'history-damaged': 'damaged' };

/** Only an error of the history is an answer. */
function toFailure(thrown: unknown, withinMs: number, signal: AbortSignal | undefined): HistoryFailed {
  if (!(thrown instanceof NocturneError)) throw thrown;
  const why = failures[thrown.code] ?? 'failed';
  if (why !== 'too-slow') return { outcome: 'failed', why, reason: describeError(thrown) };
  const reason = signal?.aborted
    ? 'the question was called off'
    : `the history did not answer within ${withinMs / 1000} s`;
  return { outcome: 'failed', why, reason };
}
