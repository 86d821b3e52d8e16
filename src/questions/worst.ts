import type { QuestionKind, Row } from './question-kind.ts';
import { whereAsked, within } from './where.ts';
import { beganWords, counted, minutesWords, numberOf, placeOf } from './words.ts';

/** Ranked by the time that they spent in incidents: whole devices, or interfaces. */
export function worst(name: 'devices' | 'interfaces', about: string): QuestionKind {
  const isPort = name === 'interfaces';
  const by = isPort ? 'device, interface' : 'device';
  return {
    ...{ name, about, metric: 'none', usualMs: 30 * 86_400_000, records: 'incidents' },
    sql(asked) {
      const [where, time] = [whereAsked(asked, { metric: false }), within('opened', asked.span)];
      const order = by.split(', ').map((column) => `${column} ASC NULLS LAST`);
      const sql = `
SELECT ${by}, CAST(count(*) AS DOUBLE) AS incidents, sum(minutes) AS minutes,
  CAST(sum(CASE WHEN severity IN ('critical', 'major') THEN 1 ELSE 0 END) AS DOUBLE) AS grave, max(opened) AS last
FROM incidents WHERE ${where.sql} AND ${time.sql}${isPort ? " AND interface <> ''" : ''}
GROUP BY ${by} ORDER BY minutes DESC NULLS LAST, ${order.join(', ')}`;
      return { sql, parameters: [...where.parameters, ...time.parameters] };
    },
    columns: [
      { name: 'device', title: 'device', format: 'text' },
      ...(isPort ? [{ name: 'interface', title: 'interface', format: 'text' } as const] : []),
      { name: 'incidents', title: 'incidents', format: 'count' },
      { name: 'minutes', title: 'time in incidents', format: 'minutes' },
      { name: 'grave', title: 'critical or major', format: 'count' },
      { name: 'last', title: 'last began', format: 'time' },
    ],
    sentence(rows, asked) {
      const [first] = rows as [Row];
      const spent = minutesWords(numberOf(first, 'minutes'));
      const of = counted(rows.length, isPort ? 'interface' : 'device');
      return `${placeOf(first)} spent the most time in incidents that began ${beganWords(asked.span)}: ${spent} in ${counted(numberOf(first, 'incidents'), 'incident')}; ${of} of ${asked.places} had any.`;
    },
    chart: (rows, asked) => ({
      ...{ form: 'bars', metric: null, unit: 'minutes', title: `${asked.places}, time in incidents` },
      bars: rows.slice(0, 12).map((row) => ({ label: placeOf(row), value: numberOf(row, 'minutes') })),
    }),
  };
}
