import type { QuestionKind } from '../question-kind.ts';
import { meanOfBuckets, whereAsked } from '../where.ts';
import { metricWords, numberOf, spanWords, valueWords } from '../words.ts';

const hourWords = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** The pattern of a day: the throughput of each hour, or another metric. */
export const hours: QuestionKind = {
  name: 'hours',
  about: 'the pattern of a day: what a metric usually is in each hour (UTC), and at most',
  metric: { usual: 'throughput_mbps' },
  usualMs: 14 * 86_400_000,
  bucket: () => 'hour',
  sql(asked) {
    const where = whereAsked(asked);
    const sql = `
SELECT CAST(extract(hour FROM ts) AS DOUBLE) AS hour, CAST(count(DISTINCT date_trunc('day', ts)) AS DOUBLE) AS days,
  sum(n) AS readings, ${meanOfBuckets} AS mean, max(p95) AS p95, max(most) AS highest
FROM rollups WHERE ${where.sql}
GROUP BY extract(hour FROM ts) ORDER BY hour ASC NULLS LAST`;
    return { sql, parameters: where.parameters };
  },
  columns: [
    { name: 'hour', title: 'hour (UTC)', format: 'number' },
    { name: 'days', title: 'days', format: 'count' },
    { name: 'readings', title: 'readings', format: 'count' },
    { name: 'mean', title: 'mean', format: 'value' },
    { name: 'p95', title: 'highest p95', format: 'value' },
    { name: 'highest', title: 'highest', format: 'value' },
  ],
  sentence(rows, asked) {
    const byMean = [...rows].sort((a, b) => numberOf(b, 'mean') - numberOf(a, 'mean'));
    const [most, least] = [byMean[0]!, byMean.at(-1)!];
    const at = (row: typeof most) =>
      `${hourWords(numberOf(row, 'hour'))} UTC (${valueWords(numberOf(row, 'mean'), asked)})`;
    const what = `${metricWords(asked)} of ${asked.places} ${spanWords(asked.span)}`;
    return rows.length === 1
      ? `${what}: readings only in the hour from ${at(most)}.`
      : `${what}: highest on average in the hour from ${at(most)}, lowest from ${at(least)}.`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: asked.metric, title: `${asked.places}, by hour (UTC)`, isOrdered: true },
    bars: rows.map((row) => ({ label: hourWords(numberOf(row, 'hour')), value: numberOf(row, 'mean') })),
  }),
};
