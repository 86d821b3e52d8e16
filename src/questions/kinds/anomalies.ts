import type { QuestionKind } from '../question-kind.ts';
import { whereAsked, within } from '../where.ts';
import { counted, dayOf, numberOf, spanWords, sumOf } from '../words.ts';

/** How many readings of incidents were anomalous, by day. */
export const anomalies: QuestionKind = {
  name: 'anomalies',
  about: 'how many anomalous readings the incidents of each day have (of each incident the last 200 are kept)',
  metric: 'none',
  usualMs: 30 * 86_400_000,
  records: 'anomalies',
  sql(asked) {
    const [where, time] = [whereAsked(asked, { metric: false }), within('ts', asked.span)];
    const sql = `
SELECT date_trunc('day', ts) AS day, CAST(count(*) AS DOUBLE) AS anomalies,
  CAST(count(DISTINCT incident) AS DOUBLE) AS incidents, CAST(count(DISTINCT device) AS DOUBLE) AS devices,
  max(score) AS score
FROM anomalies WHERE ${where.sql} AND ${time.sql}
GROUP BY date_trunc('day', ts) ORDER BY day ASC NULLS LAST`;
    return { sql, parameters: [...where.parameters, ...time.parameters] };
  },
  columns: [
    { name: 'day', title: 'day (UTC)', format: 'day' },
    { name: 'anomalies', title: 'anomalous readings', format: 'count' },
    { name: 'incidents', title: 'incidents', format: 'count' },
    { name: 'devices', title: 'devices', format: 'count' },
    { name: 'score', title: 'highest score', format: 'number' },
  ],
  sentence(rows, asked) {
    const top = rows.reduce((a, b) => (numberOf(b, 'anomalies') > numberOf(a, 'anomalies') ? b : a));
    const all = counted(sumOf(rows, 'anomalies'), 'anomalous reading');
    return `${all} of ${asked.places} ${spanWords(asked.span)}, on ${counted(rows.length, 'day')}; most on ${dayOf(numberOf(top, 'day'))} (${numberOf(top, 'anomalies')}).`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: null, unit: 'readings', title: `${asked.places}, anomalous readings`, isOrdered: true },
    bars: rows.map((row) => ({ label: dayOf(numberOf(row, 'day')), value: numberOf(row, 'anomalies') })),
  }),
};
