import { z } from 'zod';
import { limitableMetrics, type MetricLimits, usualLimits } from '../domain/metric-limits.ts';
import { describeMetric } from '../domain/sample.ts';

/** A limit for each metric that can have one; null, or nothing where there is no default, for none. */
const limit = (metric: string) => {
  const { title, unit } = describeMetric(metric);
  const words = `${title} (${unit}) that must not be reached; null: it is not looked at`;
  const usual = usualLimits[metric];
  const value = z.number().positive().nullable();
  return usual === undefined ? value.default(null).describe(words) : value.default(usual).describe(words);
};

/** The section `risks` of nocturne.yaml: the limits before which people are warned. */
export const risksSchema = z.strictObject({
  limits: z.strictObject(Object.fromEntries(limitableMetrics.map((metric) => [metric, limit(metric)]))).prefault({}),
  capacityPct: z
    .number()
    .positive()
    .max(100)
    .default(80)
    .describe('Share of the capacity of a link, from the inventory, above which its forecast throughput is a risk'),
});

export type RiskSettings = z.output<typeof risksSchema>;

/** The limits that are set. */
export const limitsIn = ({ limits }: Pick<RiskSettings, 'limits'>): MetricLimits =>
  Object.fromEntries(Object.entries(limits).flatMap(([metric, value]) => (value === null ? [] : [[metric, value]])));
