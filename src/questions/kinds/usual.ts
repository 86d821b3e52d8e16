import type { QuestionKind } from '../question-kind.ts';
import { meanOfBuckets, whereAsked } from '../where.ts';
import { metricWords, numberOf, spanWords, valueWords } from '../words.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The day of the week, from 1 for Monday: the engines count days from different ones, and agree where a week begins. */
const weekday = `CASE ${days
  .slice(0, -1)
  .map((_, i) => `WHEN date_trunc('day', ts) = date_trunc('week', ts) + INTERVAL '${i}' DAY THEN ${i + 1}`)
  .join(' ')} ELSE 7 END`;

const hourWords = (row: Parameters<typeof numberOf>[0]) =>
  `${days[numberOf(row, 'weekday') - 1]} ${String(numberOf(row, 'hour')).padStart(2, '0')}:00`;

/** What is usual in each hour of the week. */
export const usual: QuestionKind = {
  name: 'usual',
  about: 'what is usual in each hour of the week (UTC): the middle of the hourly means, and where eight of ten lie',
  metric: { usual: 'throughput_mbps' },
  usualMs: 28 * 86_400_000,
  bucket: () => 'hour',
  sql(asked) {
    const where = whereAsked(asked);
    const sql = `
SELECT CAST(weekday AS DOUBLE) AS weekday, CAST(hour AS DOUBLE) AS hour, CAST(count(*) AS DOUBLE) AS hours,
  percentile_cont(0.1) WITHIN GROUP (ORDER BY mean) AS p10,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY mean) AS median,
  percentile_cont(0.9) WITHIN GROUP (ORDER BY mean) AS p90
FROM (
  SELECT ts, ${weekday} AS weekday, extract(hour FROM ts) AS hour, ${meanOfBuckets} AS mean
  FROM rollups WHERE ${where.sql} GROUP BY ts
) AS hourly
GROUP BY weekday, hour ORDER BY weekday ASC NULLS LAST, hour ASC NULLS LAST`;
    return { sql, parameters: where.parameters };
  },
  columns: [
    { name: 'weekday', title: 'weekday (1 is Monday)', format: 'number' },
    { name: 'hour', title: 'hour (UTC)', format: 'number' },
    { name: 'hours', title: 'hours', format: 'count' },
    { name: 'p10', title: 'p10', format: 'value' },
    { name: 'median', title: 'median', format: 'value' },
    { name: 'p90', title: 'p90', format: 'value' },
  ],
  sentence(rows, asked) {
    const byMedian = [...rows].sort((a, b) => numberOf(b, 'median') - numberOf(a, 'median'));
    const [most, least] = [byMedian[0]!, byMedian.at(-1)!];
    const at = (row: typeof most) => `${hourWords(row)} UTC (${valueWords(numberOf(row, 'median'), asked)})`;
    const seen = `${rows.length} of the 168 hours of a week`;
    const what = `${metricWords(asked)} of ${asked.places} ${spanWords(asked.span)}`;
    if (rows.length === 1) return `${what}: readings only on ${at(most)}; the other 167 hours of a week had none.`;
    return `${what}: usually highest on ${at(most)} and lowest on ${at(least)}; ${seen} had readings.`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'grid', metric: asked.metric, title: `${asked.places}, by hour of the week (UTC)` },
    rows: days,
    columns: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
    cells: rows.map((row) => ({
      ...{ row: numberOf(row, 'weekday') - 1, column: numberOf(row, 'hour'), value: numberOf(row, 'median') },
    })),
  }),
};
