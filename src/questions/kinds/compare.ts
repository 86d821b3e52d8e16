import type { QuestionKind } from '../question-kind.ts';
import { whereAsked, within } from '../where.ts';
import { changeWords, metricWords, numberOf, placeOf, spanWords, valueWords } from '../words.ts';

/** Two times beside each other, by place, the largest change first. */
export const compare: QuestionKind = {
  name: 'compare',
  about: 'a metric in one time beside another, by device and interface, the largest change of the mean first',
  metric: { usual: 'latency_ms' },
  compares: true,
  usualMs: 7 * 86_400_000,
  bucket: () => 'hour',
  sql(asked) {
    const where = whereAsked(asked);
    const [now, before] = [within('ts', asked.span), within('ts', asked.compared!)];
    const marked = `
SELECT device, interface, CASE WHEN ${now.sql} THEN 1 WHEN ${before.sql} THEN 0 END AS part, n, mean, p95
FROM rollups WHERE ${where.sql}`;
    const measures = (part: 0 | 1) => {
      const of = (column: string) => `CASE WHEN part = ${part} THEN ${column} END`;
      return `sum(${of('mean * n')}) / NULLIF(sum(${of('n')}), 0) AS mean${part}, max(${of('p95')}) AS p95_${part}`;
    };
    const sql = `
SELECT device, interface, mean0 AS before, mean1 AS now, (mean1 - mean0) / NULLIF(abs(mean0), 0) AS change, p95_0 AS p95_before, p95_1 AS p95_now
FROM (SELECT device, interface, ${measures(0)}, ${measures(1)} FROM (${marked}) AS marked WHERE part IS NOT NULL GROUP BY device, interface) AS measured
ORDER BY abs(mean1 - mean0) DESC NULLS LAST, device ASC NULLS LAST, interface ASC NULLS LAST`;
    return { sql, parameters: [...now.parameters, ...before.parameters, ...where.parameters] };
  },
  columns: [
    { name: 'device', title: 'device', format: 'text' },
    { name: 'interface', title: 'interface', format: 'text' },
    { name: 'before', title: 'mean before', format: 'value' },
    { name: 'now', title: 'mean', format: 'value' },
    { name: 'change', title: 'change', format: 'change' },
    { name: 'p95_before', title: 'p95 of the worst hour before', format: 'value' },
    { name: 'p95_now', title: 'p95 of the worst hour', format: 'value' },
  ],
  sentence(rows, asked) {
    const [first] = rows as [(typeof rows)[number]];
    const times = `${spanWords(asked.span)}, beside ${spanWords(asked.compared!)}`;
    const both = rows.filter((row) => Number.isFinite(numberOf(row, 'now') - numberOf(row, 'before')));
    const what = `${metricWords(asked)} of ${asked.places} ${times}`;
    if (both.length === 0) return `${what}: no place has readings in both times.`;
    const change = numberOf(first, 'change');
    const by = Number.isFinite(change) ? ` (${changeWords(change)})` : '';
    const missing = rows.length - both.length;
    const alone = missing > 0 ? ` ${missing} of ${rows.length} places have readings in one of the times only.` : '';
    return `${what}: the mean changed most at ${placeOf(first)}, from ${valueWords(numberOf(first, 'before'), asked)} to ${valueWords(numberOf(first, 'now'), asked)}${by}.${alone}`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: asked.metric, title: `${asked.places}, mean in two times`, names: ['now', 'before'] },
    bars: rows.slice(0, 8).map((row) => ({
      ...{ label: placeOf(row), value: numberOf(row, 'now'), beside: numberOf(row, 'before') },
    })),
  }),
};
