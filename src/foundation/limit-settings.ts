import { z } from 'zod';
import { limitableMetrics, type MetricLimits } from '../domain/metric-limits.ts';
import { describeMetric } from '../domain/sample.ts';

/** A section `limits`: one for each metric that can have one; null, or nothing where `usual` has none, for none. `words` follow the name of the metric. */
export function limitsSchema(usual: MetricLimits, words: string) {
  const limit = (metric: string) => {
    const { title, unit } = describeMetric(metric);
    const value = z.number().positive().nullable();
    return value.default(usual[metric] ?? null).describe(`${title} (${unit}) ${words}; null: it is not looked at`);
  };
  return z.strictObject(Object.fromEntries(limitableMetrics.map((metric) => [metric, limit(metric)]))).prefault({});
}

/** The limits that are set. */
export const limitsIn = ({ limits }: { limits: Readonly<Record<string, number | null>> }): MetricLimits =>
  Object.fromEntries(Object.entries(limits).flatMap(([metric, value]) => (value === null ? [] : [[metric, value]])));
