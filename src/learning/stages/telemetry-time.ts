import type { HistoryTables } from '../../domain/history-table.ts';
import { timestamp } from '../../telemetry/history/history-statements.ts';
import { withinSql } from '../../telemetry/history/sql/selection.sql.ts';

/** Longer without telemetry is a gap: it is not counted as learned. Senders that send less often than this are not waited for. */
export const longestPauseMs = 600_000;

/** How much telemetry there was. Times are milliseconds since 1970. */
export interface TelemetryTime {
  /** The first minute with telemetry. */
  firstAt: number;
  /** The last one that was looked at. */
  lastAt: number;
  /** From the first to the last one, without the gaps. */
  learnedMs: number;
}

/** Adds minutes with telemetry, by their start, in order. What is not later than the last one was counted before. */
export function addMinutes(before: TelemetryTime | null, minutes: readonly number[]): TelemetryTime | null {
  let time = before;
  for (const at of minutes) {
    if (!time) time = { firstAt: at, lastAt: at, learnedMs: 0 };
    else if (at > time.lastAt) {
      const pause = at - time.lastAt;
      time = { ...time, lastAt: at, learnedMs: time.learnedMs + (pause > longestPauseMs ? 0 : pause) };
    }
  }
  return time;
}

type Span = { from: number; to: number };

/** More than the minutes of the longest span that is looked at. */
const mostMinutes = 20_000;
const withinMs = 60_000;

/** The minutes of a span, half-open, in which any telemetry is stored, by their start; null when the history does not answer. */
export async function readMinutes(tables: HistoryTables, span: Span): Promise<number[] | null> {
  const answer = await tables.table(
    {
      sql: `SELECT DISTINCT date_trunc('minute', ts) AS minute FROM samples WHERE ${withinSql('ts')} ORDER BY minute ASC NULLS LAST`,
      parameters: [timestamp(span.from), timestamp(span.to)],
      ...{ span, rows: mostMinutes },
    },
    { withinMs },
  );
  return answer.outcome === 'ok' ? answer.table.rows.map(([minute]) => Number(minute)) : null;
}

/** How many readings are stored. */
export interface ReadingCount {
  /** Nine of ten places have so many or more. The least of all would let one port that hardly sends keep the network waiting. */
  most: number;
  all: number;
}

/** Counts the readings of a span, half-open; null when the history does not answer. What one place sent at one moment is one reading. */
export async function countReadings(tables: HistoryTables, span: Span): Promise<ReadingCount | null> {
  const answer = await tables.table(
    {
      sql: `
SELECT CAST(coalesce(min(CASE WHEN place >= places * 0.1 THEN n END), 0) AS DOUBLE) AS most, CAST(coalesce(sum(n), 0) AS DOUBLE) AS everything
FROM (
  SELECT n, row_number() OVER (ORDER BY n ASC NULLS LAST) AS place, count(*) OVER () AS places
  FROM (
    SELECT device, interface, count(DISTINCT ts) AS n FROM samples WHERE ${withinSql('ts')} GROUP BY device, interface
  ) AS counted
) AS numbered`,
      parameters: [timestamp(span.from), timestamp(span.to)],
      ...{ span, rows: 1 },
    },
    { withinMs },
  );
  if (answer.outcome !== 'ok') return null;
  const [most, all] = answer.table.rows[0] ?? [0, 0];
  return { most: Number(most), all: Number(all) };
}
