import type { QuestionKind } from '../question-kind.ts';
import { whereAsked } from '../where.ts';
import { counted, numberOf, spanWords, sumOf } from '../words.ts';

/** How much telemetry came: what is missing is not seen in any other answer. */
export const coverage: QuestionKind = {
  name: 'coverage',
  about: 'how much telemetry came from each device, and in how many hours: what every other answer rests on',
  metric: 'any',
  usualMs: 7 * 86_400_000,
  bucket: () => 'hour',
  sql(asked) {
    const where = whereAsked(asked);
    const sql = `
SELECT device, CAST(count(DISTINCT ts) AS DOUBLE) AS hours, CAST(count(DISTINCT metric) AS DOUBLE) AS metrics,
  CAST(count(DISTINCT interface) AS DOUBLE) AS places, sum(n) AS readings, min(ts) AS first, max(ts) AS last
FROM rollups WHERE ${where.sql}
GROUP BY device ORDER BY hours ASC NULLS LAST, device ASC NULLS LAST`;
    return { sql, parameters: where.parameters };
  },
  columns: [
    { name: 'device', title: 'device', format: 'text' },
    { name: 'hours', title: 'hours with readings', format: 'count' },
    { name: 'metrics', title: 'metrics', format: 'count' },
    { name: 'places', title: 'places', format: 'count' },
    { name: 'readings', title: 'readings', format: 'count' },
    { name: 'first', title: 'first hour', format: 'time' },
    { name: 'last', title: 'last hour', format: 'time' },
  ],
  sentence(rows, asked) {
    const [least] = rows as [(typeof rows)[number]];
    const readings = counted(sumOf(rows, 'readings'), 'reading');
    const silent =
      asked.devices === null ? [] : asked.devices.filter((name) => !rows.some((row) => row.device === name));
    const none = silent.length > 0 ? ` Nothing came from ${counted(silent.length, 'further device')}.` : '';
    return `${readings} of ${counted(rows.length, 'device')} ${spanWords(asked.span)} (${asked.places}); fewest hours: ${least.device}, ${numberOf(least, 'hours')}.${none}`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: null, unit: 'hours', title: `${asked.places}, hours with readings` },
    bars: rows.slice(0, 12).map((row) => ({ label: String(row.device), value: numberOf(row, 'hours') })),
  }),
};
