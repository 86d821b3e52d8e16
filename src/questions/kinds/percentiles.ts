import type { QuestionKind } from '../question-kind.ts';
import { readingsOf } from '../where.ts';
import { metricWords, numberOf, placeOf, spanWords, valueWords } from '../words.ts';

const shares = [0.5, 0.9, 0.95, 0.99];
const nameOf = (share: number) => `p${Math.round(share * 100)}`;

/** Percentiles of a metric by place, the highest 95th first. */
export const percentiles: QuestionKind = {
  name: 'percentiles',
  about: 'percentiles of a metric by device and interface, the highest 95th percentile first',
  metric: { usual: 'latency_ms' },
  usualMs: 7 * 86_400_000,
  sql(asked) {
    const readings = readingsOf(asked);
    const sql = `
SELECT device, interface, CAST(count(*) AS DOUBLE) AS readings,
  ${shares.map((share) => `percentile_cont(${share}) WITHIN GROUP (ORDER BY value) AS ${nameOf(share)}`).join(', ')},
  max(value) AS highest
FROM ${readings.sql}
GROUP BY device, interface ORDER BY p95 DESC NULLS LAST, device ASC NULLS LAST, interface ASC NULLS LAST`;
    return { sql, parameters: readings.parameters };
  },
  columns: [
    { name: 'device', title: 'device', format: 'text' },
    { name: 'interface', title: 'interface', format: 'text' },
    { name: 'readings', title: 'readings', format: 'count' },
    ...shares.map((share) => ({ name: nameOf(share), title: nameOf(share), format: 'value' as const })),
    { name: 'highest', title: 'highest', format: 'value' },
  ],
  sentence(rows, asked) {
    const [first] = rows as [(typeof rows)[number]];
    const worst = `${placeOf(first)} has the highest 95th percentile: half of its readings were below ${valueWords(numberOf(first, 'p50'), asked)}, 95 % below ${valueWords(numberOf(first, 'p95'), asked)}`;
    return `${metricWords(asked)} of ${asked.places} ${spanWords(asked.span)}: ${worst}.`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: asked.metric, title: `${asked.places}, 95th percentile` },
    bars: rows.slice(0, 12).map((row) => ({ label: placeOf(row), value: numberOf(row, 'p95') })),
  }),
};
