import { timestamp } from '../telemetry/history/history-statements.ts';
import { deviceRowsOf, distinctSql, withinSql } from '../telemetry/history/sql/selection.sql.ts';
import type { Asked, QuestionSql, Span } from './question-kind.ts';

/** The condition that keeps the places and the metric of a question; its columns are device, interface and metric. */
export function whereAsked(
  { devices, interface: port, metric }: Asked,
  columns: { metric: boolean } = { metric: true },
): QuestionSql {
  const parts: string[] = [];
  const parameters: string[] = [];
  if (devices !== null) {
    parts.push(devices.length === 0 ? '1 = 0' : `device IN (${devices.map(() => '?').join(', ')})`);
    parameters.push(...devices);
  }
  if (port !== null) {
    parts.push('interface = ?');
    parameters.push(port);
  }
  if (columns.metric && metric !== null) {
    parts.push('metric = ?');
    parameters.push(metric);
  }
  return { sql: parts.length === 0 ? '1 = 1' : parts.join(' AND '), parameters };
}

/** Whether a time lies in a span. */
export const within = (column: string, { from, to }: Span): QuestionSql => ({
  sql: withinSql(column),
  parameters: [timestamp(from), timestamp(to)],
});

function conditionOf(asked: Asked): QuestionSql {
  const [where, time] = [whereAsked(asked), within('ts', asked.span)];
  return { sql: `${where.sql} AND ${time.sql}`, parameters: [...where.parameters, ...time.parameters] };
}

/** The readings that a question is about: one value for each place, metric and time. */
export function readingsOf(asked: Asked): QuestionSql {
  const { sql, parameters } = conditionOf(asked);
  return { sql: `(${distinctSql('samples', sql)}) AS readings`, parameters };
}

/** How many of them each device has, by name. */
export function deviceRows(asked: Asked): QuestionSql {
  const { sql, parameters } = conditionOf(asked);
  return { sql: deviceRowsOf(sql), parameters };
}

/** A mean of means, each counted as often as it has readings. */
export const meanOfBuckets = 'sum(mean * n) / NULLIF(sum(n), 0)';

/** Which of the bucket's roll-ups lie close enough for a picture of a span, about 300 of them. */
export function bucketFor({ from, to }: Span): 'minute' | 'five-minutes' | 'hour' | 'day' {
  const hours = (to - from) / 3_600_000;
  if (hours <= 6) return 'minute';
  if (hours <= 26) return 'five-minutes';
  return hours <= 24 * 21 ? 'hour' : 'day';
}
