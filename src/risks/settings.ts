import { z } from 'zod';
import { limitableMetrics, usualLimits } from '../domain/metric-limits.ts';

/** The section `risks` of nocturne.yaml: what is told of before it hurts. */
export const risksSchema = z.strictObject({
  limits: z
    .partialRecord(z.enum(limitableMetrics as [string, ...string[]]), z.number().positive())
    .default({ ...usualLimits })
    .describe(
      'Values that metrics must not reach, each in its unit, such as {memory_pct: 90}; a metric without one is not looked at',
    ),
  capacityPct: z
    .number()
    .positive()
    .max(100)
    .default(80)
    .describe('Share of the capacity of a link, from the inventory, above which its forecast throughput is a risk'),
});

export type RiskSettings = z.output<typeof risksSchema>;
