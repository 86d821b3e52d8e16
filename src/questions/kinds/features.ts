import { featureStatisticsOf } from '../../telemetry/history/sql/feature-statistics.sql.ts';
import type { QuestionKind, Row } from '../question-kind.ts';
import { deviceRows, readingsOf } from '../where.ts';
import { counted, numberOf, placeOf, spanWords, sumOf } from '../words.ts';

/** What models learn from, by place and metric. */
export const features: QuestionKind = {
  name: 'features',
  about:
    'the features that models learn from, by device, interface and metric: rolling mean and deviation over five readings, change from one to the next',
  metric: 'any',
  usualMs: 86_400_000,
  ofDevices: deviceRows,
  sql(asked) {
    const readings = readingsOf(asked);
    const sql = `${featureStatisticsOf(readings.sql)}
ORDER BY device ASC NULLS LAST, interface ASC NULLS LAST, metric ASC NULLS LAST`;
    return { sql, parameters: readings.parameters };
  },
  columns: [
    { name: 'device', title: 'device', format: 'text' },
    { name: 'interface', title: 'interface', format: 'text' },
    { name: 'metric', title: 'metric', format: 'text' },
    { name: 'n', title: 'readings', format: 'count' },
    { name: 'mean', title: 'mean', format: 'number' },
    { name: 'deviation', title: 'deviation', format: 'number' },
    { name: 'mean5', title: 'mean of means over five', format: 'number' },
    { name: 'dev5', title: 'deviation over five', format: 'number' },
    { name: 'change', title: 'change from one to the next', format: 'number' },
  ],
  sentence(rows, asked) {
    const unrest = (row: Row) => numberOf(row, 'dev5') / (numberOf(row, 'deviation') || Number.NaN);
    const restless = rows.filter((row) => Number.isFinite(unrest(row)));
    const most = restless.length > 0 ? restless.reduce((a, b) => (unrest(b) > unrest(a) ? b : a)) : null;
    const what = `${rows.length} series of ${asked.places} ${spanWords(asked.span)}, ${counted(sumOf(rows, 'n'), 'reading')}`;
    return most
      ? `${what}. ${most.metric} of ${placeOf(most)} moves most within five readings, beside its own deviation.`
      : `${what}.`;
  },
  chart: () => null,
};
