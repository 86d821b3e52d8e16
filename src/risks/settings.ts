import { z } from 'zod';
import { usualLimits } from '../domain/metric-limits.ts';
import { limitsSchema } from '../foundation/limit-settings.ts';

/** The section `risks` of nocturne.yaml: the limits before which people are warned. */
export const risksSchema = z.strictObject({
  limits: limitsSchema(usualLimits, 'that must not be reached'),
  capacityPct: z
    .number()
    .positive()
    .max(100)
    .default(80)
    .describe('Share of the capacity of a link, from the inventory, above which its forecast throughput is a risk'),
});

export type RiskSettings = z.output<typeof risksSchema>;
