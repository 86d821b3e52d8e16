import type { QuestionKind } from '../question-kind.ts';
import { bucketFor, meanOfBuckets, whereAsked } from '../where.ts';
import { counted, metricWords, minuteOf, numberOf, spanWords, sumOf, valueWords } from '../words.ts';

/** How a metric went: one row for each bucket, over all places that are asked for. */
export const values: QuestionKind = {
  name: 'values',
  about: 'how a metric went: mean, least, 95th percentile and highest of each minute, hour or day',
  metric: { usual: 'cpu_pct' },
  usualMs: 7 * 86_400_000,
  bucket: ({ span }) => bucketFor(span),
  sql(asked) {
    const where = whereAsked(asked);
    const sql = `
SELECT ts, CAST(count(*) AS DOUBLE) AS places, sum(n) AS readings, ${meanOfBuckets} AS mean, min(least) AS least,
  max(p95) AS p95, max(most) AS highest
FROM rollups WHERE ${where.sql}
GROUP BY ts ORDER BY ts ASC NULLS LAST`;
    return { sql, parameters: where.parameters };
  },
  columns: [
    { name: 'ts', title: 'from', format: 'time' },
    { name: 'places', title: 'places', format: 'count' },
    { name: 'readings', title: 'readings', format: 'count' },
    { name: 'mean', title: 'mean', format: 'value' },
    { name: 'least', title: 'least', format: 'value' },
    { name: 'p95', title: 'highest p95', format: 'value' },
    { name: 'highest', title: 'highest', format: 'value' },
  ],
  sentence(rows, asked) {
    const readings = sumOf(rows, 'readings');
    const mean = rows.reduce((sum, row) => sum + numberOf(row, 'mean') * numberOf(row, 'readings'), 0) / readings;
    const top = rows.reduce((a, b) => (numberOf(b, 'highest') > numberOf(a, 'highest') ? b : a));
    const highest = `highest ${valueWords(numberOf(top, 'highest'), asked)} at ${minuteOf(numberOf(top, 'ts'))}`;
    return `${metricWords(asked)} of ${asked.places} ${spanWords(asked.span)}: mean ${valueWords(mean, asked)}, ${highest}, from ${counted(readings, 'reading')}.`;
  },
  chart: (rows, asked) => ({
    form: 'lines',
    metric: asked.metric!,
    title: asked.places,
    ...asked.span,
    lines: [
      { label: 'mean', points: rows.map((row) => ({ at: numberOf(row, 'ts'), value: numberOf(row, 'mean') })) },
      { label: 'highest', points: rows.map((row) => ({ at: numberOf(row, 'ts'), value: numberOf(row, 'highest') })) },
    ],
  }),
};
