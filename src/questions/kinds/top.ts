import type { QuestionKind } from '../question-kind.ts';
import { meanOfBuckets, whereAsked } from '../where.ts';
import { metricWords, numberOf, placeOf, spanWords, valueWords } from '../words.ts';

/** The places with the highest values of a metric: the worst devices and interfaces by what they measured. */
export const top: QuestionKind = {
  name: 'top',
  about: 'the devices and interfaces with the highest mean of a metric',
  metric: { usual: 'packet_loss_pct' },
  usualMs: 7 * 86_400_000,
  bucket: () => 'hour',
  sql(asked) {
    const where = whereAsked(asked);
    const sql = `
SELECT device, interface, sum(n) AS readings, ${meanOfBuckets} AS mean, max(p95) AS p95, max(most) AS highest
FROM rollups WHERE ${where.sql}
GROUP BY device, interface ORDER BY mean DESC NULLS LAST, device ASC NULLS LAST, interface ASC NULLS LAST`;
    return { sql, parameters: where.parameters };
  },
  columns: [
    { name: 'device', title: 'device', format: 'text' },
    { name: 'interface', title: 'interface', format: 'text' },
    { name: 'readings', title: 'readings', format: 'count' },
    { name: 'mean', title: 'mean', format: 'value' },
    { name: 'p95', title: 'p95 of the worst hour', format: 'value' },
    { name: 'highest', title: 'highest', format: 'value' },
  ],
  sentence(rows, asked) {
    const [first] = rows as [(typeof rows)[number]];
    const of = `of ${rows.length === 1 ? 'the only place that sent it' : `${rows.length} places`}`;
    const [mean, highest] = [valueWords(numberOf(first, 'mean'), asked), valueWords(numberOf(first, 'highest'), asked)];
    return `${metricWords(asked)} of ${asked.places} ${spanWords(asked.span)}: ${placeOf(first)} has the highest mean, ${mean} (at most ${highest}), ${of}.`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: asked.metric, title: `${asked.places}, mean` },
    bars: rows.slice(0, 12).map((row) => ({ label: placeOf(row), value: numberOf(row, 'mean') })),
  }),
};
