import { causes as known } from '../../domain/cause.ts';
import type { QuestionKind, Row } from '../question-kind.ts';
import { whereAsked, within } from '../where.ts';
import { beganWords, counted, minutesWords, numberOf, shareWords, sumOf } from '../words.ts';

const titleOf = ({ cause }: Row) => known.find(({ id }) => id === cause)?.title ?? 'no cause named';

/** How often each cause was named. */
export const causes: QuestionKind = {
  name: 'causes',
  about: 'how often each cause was named, and how long such incidents lasted',
  metric: 'none',
  usualMs: 30 * 86_400_000,
  records: 'incidents',
  sql(asked) {
    const [where, time] = [whereAsked(asked, { metric: false }), within('opened', asked.span)];
    const sql = `
SELECT cause, CAST(count(*) AS DOUBLE) AS incidents, CAST(count(*) AS DOUBLE) / NULLIF(sum(count(*)) OVER (), 0) AS share,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS minutes
FROM incidents WHERE ${where.sql} AND ${time.sql}
GROUP BY cause ORDER BY incidents DESC NULLS LAST, cause ASC NULLS LAST`;
    return { sql, parameters: [...where.parameters, ...time.parameters] };
  },
  columns: [
    { name: 'cause', title: 'cause', format: 'text' },
    { name: 'incidents', title: 'incidents', format: 'count' },
    { name: 'share', title: 'share', format: 'share' },
    { name: 'minutes', title: 'median length', format: 'minutes' },
  ],
  sentence(rows, asked) {
    const all = counted(sumOf(rows, 'incidents'), 'incident');
    const [first] = rows as [Row];
    const most = `${titleOf(first)} in ${numberOf(first, 'incidents')} (${shareWords(numberOf(first, 'share'))})`;
    const length = minutesWords(numberOf(first, 'minutes'));
    const over = numberOf(first, 'incidents') === 1 ? `which lasted ${length}` : `half of them over within ${length}`;
    return `${all} of ${asked.places} began ${beganWords(asked.span)}. Most often: ${most}, ${over}.`;
  },
  chart: (rows, asked) => ({
    ...{ form: 'bars', metric: null, unit: 'incidents', title: `${asked.places}, causes of incidents` },
    bars: rows.map((row) => ({ label: titleOf(row), value: numberOf(row, 'incidents') })),
  }),
};
