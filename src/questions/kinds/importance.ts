import type { QuestionKind, Row } from '../question-kind.ts';
import { within } from '../where.ts';
import { counted, minuteOf, numberOf, shareWords, spanWords } from '../words.ts';

/** What the cause forest looks at, from one trained forest to the next. */
export const importance: QuestionKind = {
  name: 'importance',
  about: 'what each trained cause forest looks at most: how the importance of features moved over time',
  metric: 'none',
  places: 'none',
  usualMs: 90 * 86_400_000,
  records: 'importances',
  sql(asked) {
    const time = within('trained', asked.span);
    const sql = `
SELECT trained, model, feature, importance
FROM (
  SELECT trained, model, feature, importance,
    row_number() OVER (PARTITION BY model ORDER BY importance DESC NULLS LAST, feature ASC NULLS LAST) AS place
  FROM importances WHERE ${time.sql}
) AS ranked
WHERE place <= 10
ORDER BY trained DESC NULLS LAST, model ASC NULLS LAST, place ASC NULLS LAST`;
    return { sql, parameters: time.parameters };
  },
  columns: [
    { name: 'trained', title: 'trained', format: 'time' },
    { name: 'model', title: 'model', format: 'text' },
    { name: 'feature', title: 'feature', format: 'text' },
    { name: 'importance', title: 'importance', format: 'share' },
  ],
  sentence(rows, asked) {
    const latest = newest(rows);
    const [first] = latest as [Row];
    const models = new Set(rows.map(({ model }) => model)).size;
    const most = latest.slice(0, 3).map((row) => `${row.feature} (${shareWords(numberOf(row, 'importance'))})`);
    const before = rows.find((row) => row.model !== first.model && row.feature === first.feature);
    const was = before ? ` ${first.feature} had ${shareWords(numberOf(before, 'importance'))} in the one before.` : '';
    return `${counted(models, 'cause forest')} trained ${spanWords(asked.span)}. The latest (${minuteOf(numberOf(first, 'trained'))}) looks most at ${most.join(', ')}.${was}`;
  },
  chart: (rows) => ({
    ...{ form: 'bars', metric: null, unit: 'share', title: 'latest cause forest, importance of features' },
    bars: newest(rows).map((row) => ({ label: String(row.feature), value: numberOf(row, 'importance') })),
  }),
};

const newest = (rows: readonly Row[]) => rows.filter(({ model }) => model === rows[0]?.model);
